CREATE TABLE `bar` (
	`ticker` text NOT NULL,
	`timeframe` text NOT NULL,
	`opened_at` integer NOT NULL,
	`open` real NOT NULL,
	`high` real NOT NULL,
	`low` real NOT NULL,
	`close` real NOT NULL,
	`volume` real,
	PRIMARY KEY(`ticker`, `timeframe`, `opened_at`)
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `bar_judged` (
	`ticker` text NOT NULL,
	`timeframe` text NOT NULL,
	`judged_to` integer NOT NULL,
	PRIMARY KEY(`ticker`, `timeframe`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `bar_series` (
	`ticker` text NOT NULL,
	`timeframe` text NOT NULL,
	`market` text NOT NULL,
	`asked_at` integer,
	`source` text,
	`reached_from` integer,
	`trouble` text,
	`trouble_since` integer,
	PRIMARY KEY(`ticker`, `timeframe`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `corporate_action` (
	`ticker` text NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`numerator` real,
	`denominator` real,
	`amount` real,
	`seen_at` integer NOT NULL,
	`applied_at` integer,
	PRIMARY KEY(`ticker`, `at`, `kind`),
	CONSTRAINT "corporate_action_kind" CHECK("corporate_action"."kind" in ('split', 'dividend'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `list_ticker` (
	`chat_id` integer NOT NULL,
	`name` text NOT NULL,
	`ticker` text NOT NULL,
	`added_at` integer NOT NULL,
	PRIMARY KEY(`chat_id`, `name`, `ticker`),
	FOREIGN KEY (`chat_id`,`name`) REFERENCES `named_list`(`chat_id`,`name`) ON UPDATE cascade ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `list_ticker_ticker` ON `list_ticker` (`ticker`);--> statement-breakpoint
CREATE TABLE `named_list` (
	`chat_id` integer NOT NULL,
	`name` text NOT NULL,
	`created_by` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`chat_id`, `name`),
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `alert_outcome` (
	`alert_id` integer NOT NULL,
	`horizon` text NOT NULL,
	`due_at` integer NOT NULL,
	`price` real,
	`at` integer,
	`pct` real,
	PRIMARY KEY(`alert_id`, `horizon`),
	FOREIGN KEY (`alert_id`) REFERENCES `alert`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `alert_outcome_due` ON `alert_outcome` (`due_at`) WHERE price is null and at is null;--> statement-breakpoint
CREATE TABLE `turtle_entry` (
	`ticker` text NOT NULL,
	`system` integer NOT NULL,
	`session` text NOT NULL,
	`price` real NOT NULL,
	`n` real NOT NULL,
	`level` real NOT NULL,
	`stop` real NOT NULL,
	`source` text NOT NULL,
	`skipped` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`ticker`, `system`, `session`, `source`)
) STRICT;
--> statement-breakpoint
ALTER TABLE `chat` ADD `score` text;--> statement-breakpoint
ALTER TABLE `chat` ADD `chart_theme` text;--> statement-breakpoint
ALTER TABLE `rule_state` ADD `judged_to` integer;