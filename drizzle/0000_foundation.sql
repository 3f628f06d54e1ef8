CREATE TABLE `alert` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`event_key` text NOT NULL,
	`ref` text NOT NULL,
	`chat_id` integer NOT NULL,
	`thread` integer,
	`rule_id` integer,
	`ticker` text NOT NULL,
	`type` text NOT NULL,
	`severity` text NOT NULL,
	`reason` text NOT NULL,
	`fate` text NOT NULL,
	`evidence` text NOT NULL,
	`fired_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`acked_at` integer,
	`acked_by` text,
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade,
	FOREIGN KEY (`rule_id`) REFERENCES `rule`(`id`) ON UPDATE no action ON DELETE set null,
	CONSTRAINT "alert_severity" CHECK("alert"."severity" in ('low', 'medium', 'high', 'critical')),
	CONSTRAINT "alert_fate" CHECK("alert"."fate" in ('open', 'sent', 'suppressed', 'expired', 'dead'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `alert_eventKey_unique` ON `alert` (`event_key`);--> statement-breakpoint
CREATE INDEX `alert_ref` ON `alert` (`ref`);--> statement-breakpoint
CREATE INDEX `alert_chat` ON `alert` (`chat_id`,`id`);--> statement-breakpoint
CREATE TABLE `button` (
	`token` text PRIMARY KEY NOT NULL,
	`delivery_id` integer NOT NULL,
	`verb` text NOT NULL,
	`subject` text NOT NULL,
	`only_for` integer,
	`once` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`used_by` integer,
	FOREIGN KEY (`delivery_id`) REFERENCES `delivery`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `button_delivery` ON `button` (`delivery_id`);--> statement-breakpoint
CREATE TABLE `delivery` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`alert_id` integer,
	`kind` text NOT NULL,
	`edits_id` integer,
	`channel` text NOT NULL,
	`chat_id` integer NOT NULL,
	`thread` integer,
	`address` text NOT NULL,
	`lane` text NOT NULL,
	`priority` integer NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`uncertain` integer NOT NULL,
	`not_before` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`boot_id` text,
	`content` text,
	`body` text,
	`message_id` text,
	`last_code` text,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`alert_id`) REFERENCES `alert`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade,
	CONSTRAINT "delivery_kind" CHECK("delivery"."kind" in ('alert', 'reply', 'notice', 'edit')),
	CONSTRAINT "delivery_status" CHECK("delivery"."status" in ('queued', 'sending', 'sent', 'uncertain', 'dead', 'expired'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `delivery_key_unique` ON `delivery` (`key`);--> statement-breakpoint
CREATE INDEX `delivery_due` ON `delivery` (`lane`,`priority`,`id`) WHERE status in ('queued', 'sending', 'uncertain');--> statement-breakpoint
CREATE INDEX `delivery_alert` ON `delivery` (`alert_id`);--> statement-breakpoint
CREATE INDEX `delivery_dead` ON `delivery` (`finished_at`) WHERE status in ('dead', 'expired');--> statement-breakpoint
CREATE TABLE `delivery_attempt` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`delivery_id` integer NOT NULL,
	`boot_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer NOT NULL,
	`outcome` text NOT NULL,
	`code` text NOT NULL,
	FOREIGN KEY (`delivery_id`) REFERENCES `delivery`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `delivery_attempt_delivery` ON `delivery_attempt` (`delivery_id`);--> statement-breakpoint
CREATE TABLE `lane` (
	`lane` text PRIMARY KEY NOT NULL,
	`not_before` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `conversation` (
	`key` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `inbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`update_id` integer NOT NULL,
	`chat_key` text NOT NULL,
	`json` text NOT NULL,
	`received_at` integer NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`done_at` integer,
	`note` text,
	CONSTRAINT "inbox_status" CHECK("inbox"."status" in ('new', 'done', 'dead'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_updateId_unique` ON `inbox` (`update_id`);--> statement-breakpoint
CREATE INDEX `inbox_new` ON `inbox` (`seq`) WHERE status = 'new';--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`user_id` integer,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`before` text,
	`after` text,
	`update_id` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `chat` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`status` text NOT NULL,
	`gone_why` text,
	`zone` text,
	`linked_by` integer,
	`greeted_at` integer,
	`created_at` integer NOT NULL,
	CONSTRAINT "chat_kind" CHECK("chat"."kind" in ('private', 'group', 'channel')),
	CONSTRAINT "chat_status" CHECK("chat"."status" in ('active', 'gone'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `chat_alias` (
	`old_id` integer PRIMARY KEY NOT NULL,
	`new_id` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `user` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`username` text,
	`role` text,
	`status` text NOT NULL,
	`asked_at` integer,
	`decided_by` integer,
	`created_at` integer NOT NULL,
	CONSTRAINT "user_role" CHECK("user"."role" in ('viewer', 'member', 'trader', 'owner')),
	CONSTRAINT "user_status" CHECK("user"."status" in ('pending', 'approved', 'denied'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `mute` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`chat_id` integer NOT NULL,
	`verb` text NOT NULL,
	`scope` text NOT NULL,
	`subject` text NOT NULL,
	`until` integer,
	`covers_critical` integer NOT NULL,
	`created_by` integer NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade,
	CONSTRAINT "mute_verb" CHECK("mute"."verb" in ('mute', 'snooze')),
	CONSTRAINT "mute_scope" CHECK("mute"."scope" in ('rule', 'ticker', 'type', 'chat'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `mute_live` ON `mute` (`chat_id`) WHERE ended_at is null;--> statement-breakpoint
CREATE TABLE `quote` (
	`ticker` text PRIMARY KEY NOT NULL,
	`price` real,
	`currency` text,
	`at` integer,
	`delay_ms` integer NOT NULL,
	`previous_close` real,
	`source` text,
	`instrument` text,
	`held_price` real,
	`held_since` integer,
	`trouble` text,
	`trouble_since` integer,
	`trouble_told` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `quote_sample` (
	`ticker` text NOT NULL,
	`at` integer NOT NULL,
	`price` real NOT NULL,
	PRIMARY KEY(`ticker`, `at`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `rule` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`chat_id` integer NOT NULL,
	`thread` integer,
	`code` text NOT NULL,
	`rev` integer NOT NULL,
	`text` text NOT NULL,
	`ticker` text NOT NULL,
	`reference` real,
	`status` text NOT NULL,
	`expires_at` integer,
	`created_by` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade,
	CONSTRAINT "rule_status" CHECK("rule"."status" in ('on', 'paused', 'done', 'expired', 'deleted'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `rule_code` ON `rule` (`chat_id`,`code`);--> statement-breakpoint
CREATE INDEX `rule_live` ON `rule` (`ticker`) WHERE status = 'on';--> statement-breakpoint
CREATE INDEX `rule_expiry` ON `rule` (`expires_at`) WHERE status = 'on';--> statement-breakpoint
CREATE TABLE `rule_state` (
	`rule_id` integer NOT NULL,
	`ticker` text NOT NULL,
	`phase` text NOT NULL,
	`seq` integer NOT NULL,
	`pending_since` integer,
	`pending_count` integer NOT NULL,
	`rang_at` integer,
	`rang_value` real,
	PRIMARY KEY(`rule_id`, `ticker`),
	FOREIGN KEY (`rule_id`) REFERENCES `rule`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "rule_state_phase" CHECK("rule_state"."phase" in ('new', 'armed', 'pending', 'firing'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `watch` (
	`chat_id` integer NOT NULL,
	`ticker` text NOT NULL,
	`added_by` integer NOT NULL,
	`added_at` integer NOT NULL,
	PRIMARY KEY(`chat_id`, `ticker`),
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `watch_ticker` ON `watch` (`ticker`);--> statement-breakpoint
CREATE TABLE `incident` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`sentence` text NOT NULL,
	`opened_at` integer NOT NULL,
	`closed_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `job` (
	`name` text PRIMARY KEY NOT NULL,
	`last_slot` integer,
	`last_ok_at` integer,
	`last_failure_at` integer,
	`last_failure` text,
	`runs` integer NOT NULL,
	`failures` integer NOT NULL,
	`skips` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `job_run` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`job` text NOT NULL,
	`scheduled_for` integer NOT NULL,
	`status` text NOT NULL,
	`boot_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`note` text,
	CONSTRAINT "job_run_status" CHECK("job_run"."status" in ('running', 'done', 'failed', 'skipped'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `job_run_slot` ON `job_run` (`job`,`scheduled_for`);--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TRIGGER `audit_no_update` BEFORE UPDATE ON `audit` BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;--> statement-breakpoint
CREATE TRIGGER `audit_no_delete` BEFORE DELETE ON `audit` BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
