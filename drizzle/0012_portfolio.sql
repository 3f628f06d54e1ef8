CREATE TABLE `account` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`name` text NOT NULL,
	`broker` text NOT NULL,
	`stage` text NOT NULL,
	`origin` text NOT NULL,
	`sealed` text,
	`remote_id` text,
	`currency` text NOT NULL,
	`shape` text,
	`total` real,
	`free_cash` real,
	`realised` real,
	`worth_at` integer,
	`positions_at` integer,
	`trouble` text,
	`trouble_since` integer,
	`trouble_told` integer NOT NULL,
	`created_at` integer NOT NULL,
	`removed_at` integer,
	CONSTRAINT "account_stage" CHECK("account"."stage" in ('paper', 'demo', 'live')),
	CONSTRAINT "account_origin" CHECK("account"."origin" in ('env', 'chat'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `account_name` ON `account` (`user_id`,`name`) WHERE removed_at is null;--> statement-breakpoint
CREATE TABLE `book` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`settings` text NOT NULL,
	`risk_stage` text,
	`risk_seq` integer NOT NULL,
	`risk_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `broker_order` (
	`account_id` integer NOT NULL,
	`remote_id` text NOT NULL,
	`facts` text NOT NULL,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `remote_id`),
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `equity` (
	`account_id` integer NOT NULL,
	`day` text NOT NULL,
	`total` real NOT NULL,
	`free_cash` real NOT NULL,
	`realised` real NOT NULL,
	`currency` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `day`),
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `fx_rate` (
	`base` text NOT NULL,
	`quote` text NOT NULL,
	`day` text NOT NULL,
	`rate` real NOT NULL,
	`source` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`base`, `quote`, `day`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `position` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`symbol` text NOT NULL,
	`ticker` text,
	`isin` text,
	`name` text NOT NULL,
	`currency` text NOT NULL,
	`quantity` real NOT NULL,
	`available` real NOT NULL,
	`in_pies` real NOT NULL,
	`average_price` real NOT NULL,
	`price` real,
	`price_at` integer,
	`profit` real,
	`max_price` real NOT NULL,
	`max_at` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`missed` integer NOT NULL,
	`closed_at` integer,
	`closed_why` text,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `position_open` ON `position` (`account_id`,`symbol`) WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX `position_ticker` ON `position` (`ticker`) WHERE closed_at is null;--> statement-breakpoint
CREATE TABLE `stop` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`position_id` integer NOT NULL,
	`terms` text NOT NULL,
	`price` real,
	`set_by` integer NOT NULL,
	`set_at` integer NOT NULL,
	`moved_at` integer NOT NULL,
	`stage` text NOT NULL,
	`stage_at` integer NOT NULL,
	`seq` integer NOT NULL,
	`alert_id` integer,
	`ended_at` integer,
	FOREIGN KEY (`position_id`) REFERENCES `position`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "stop_stage" CHECK("stop"."stage" in ('watching', 'near', 'reached'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `stop_live` ON `stop` (`position_id`) WHERE ended_at is null;--> statement-breakpoint
CREATE TABLE `trade` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`position_id` integer,
	`remote_id` text NOT NULL,
	`symbol` text NOT NULL,
	`ticker` text,
	`side` text NOT NULL,
	`quantity` real NOT NULL,
	`price` real NOT NULL,
	`currency` text NOT NULL,
	`realised` real,
	`initiated_from` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`position_id`) REFERENCES `position`(`id`) ON UPDATE no action ON DELETE set null,
	CONSTRAINT "trade_side" CHECK("trade"."side" in ('buy', 'sell'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `trade_once` ON `trade` (`account_id`,`remote_id`);--> statement-breakpoint
CREATE INDEX `trade_at` ON `trade` (`account_id`,`at`);--> statement-breakpoint
CREATE TABLE `guard` (
	`position_id` integer PRIMARY KEY NOT NULL,
	`mode` text NOT NULL,
	`max_pct` real NOT NULL,
	`floor_pct` real NOT NULL,
	`armed_by` integer,
	`armed_at` integer,
	`expires_at` integer,
	`stop_id` integer,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`position_id`) REFERENCES `position`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "guard_mode" CHECK("guard"."mode" in ('off', 'shadow', 'ask', 'auto'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `halt` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`by` integer NOT NULL,
	`reason` text,
	`at` integer NOT NULL,
	`ended_at` integer,
	`ended_by` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `halt_live` ON `halt` (`at`) WHERE ended_at is null;--> statement-breakpoint
CREATE TABLE `intent` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`account_id` integer NOT NULL,
	`position_id` integer NOT NULL,
	`symbol` text NOT NULL,
	`side` text NOT NULL,
	`mode` text NOT NULL,
	`state` text NOT NULL,
	`quantity` real NOT NULL,
	`price` real NOT NULL,
	`floor` real NOT NULL,
	`currency` text NOT NULL,
	`quoted_at` integer NOT NULL,
	`asked_by` integer,
	`confirmed_by` integer,
	`expires_at` integer NOT NULL,
	`post_count` integer NOT NULL,
	`submitted_at` integer,
	`held_before` real,
	`remote_id` text,
	`filled` real NOT NULL,
	`fill_price` real,
	`why` text,
	`alert_id` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`position_id`) REFERENCES `position`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "intent_side" CHECK("intent"."side" = 'sell'),
	CONSTRAINT "intent_posts" CHECK("intent"."post_count" in (0, 1)),
	CONSTRAINT "intent_mode" CHECK("intent"."mode" in ('shadow', 'ask', 'auto', 'manual')),
	CONSTRAINT "intent_state" CHECK("intent"."state" in ('draft', 'awaiting_confirm', 'armed', 'submitting', 'accepted', 'partially_filled', 'unknown', 'reconciling', 'needs_human', 'absent_proven', 'filled', 'cancelled', 'rejected', 'void', 'shadowed'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `intent_key_unique` ON `intent` (`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `intent_live` ON `intent` (`account_id`,`symbol`,`side`) WHERE state not in ('filled', 'cancelled', 'rejected', 'void', 'shadowed', 'absent_proven');--> statement-breakpoint
CREATE UNIQUE INDEX `intent_remote` ON `intent` (`account_id`,`remote_id`) WHERE remote_id is not null;--> statement-breakpoint
CREATE INDEX `intent_position` ON `intent` (`position_id`);--> statement-breakpoint
CREATE TABLE `intent_step` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`intent_id` integer NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`why` text,
	`gates` text,
	`by` integer,
	FOREIGN KEY (`intent_id`) REFERENCES `intent`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `intent_step_intent` ON `intent_step` (`intent_id`);--> statement-breakpoint
CREATE TRIGGER `intent_one_post` BEFORE UPDATE ON `intent`
WHEN new.`post_count` < old.`post_count`
	OR (old.`post_count` = 1 AND new.`state` IN ('draft', 'awaiting_confirm', 'armed', 'void', 'shadowed'))
	OR (old.`post_count` = 1 AND old.`state` <> 'submitting' AND new.`state` = 'submitting')
	OR (old.`post_count` = 0 AND new.`state` NOT IN ('draft', 'awaiting_confirm', 'armed', 'submitting', 'void', 'shadowed'))
	OR (new.`state` = 'submitting' AND new.`post_count` <> 1)
BEGIN
	SELECT RAISE(ABORT, 'an intent is posted once at most');
END;--> statement-breakpoint
CREATE TRIGGER `intent_ended` BEFORE UPDATE OF `state` ON `intent`
WHEN old.`state` IN ('filled', 'cancelled', 'rejected', 'void', 'shadowed', 'absent_proven') AND new.`state` <> old.`state`
BEGIN
	SELECT RAISE(ABORT, 'an intent that has ended stays so');
END;--> statement-breakpoint
CREATE TRIGGER `intent_step_kept` BEFORE UPDATE ON `intent_step`
BEGIN
	SELECT RAISE(ABORT, 'steps of an intent are only added');
END;
