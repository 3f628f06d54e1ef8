CREATE TABLE `bundle` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`chat_id` integer NOT NULL,
	`thread` integer,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`opened_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`sealed_at` integer,
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade,
	CONSTRAINT "bundle_status" CHECK("bundle"."status" in ('open', 'sealed'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `bundle_open` ON `bundle` (`chat_id`) WHERE status = 'open';--> statement-breakpoint
CREATE INDEX `bundle_chat` ON `bundle` (`chat_id`,`id`);--> statement-breakpoint
CREATE TABLE `timer` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject` integer NOT NULL,
	`step` integer NOT NULL,
	`due_at` integer NOT NULL,
	`done_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `timer_step` ON `timer` (`kind`,`subject`,`step`);--> statement-breakpoint
CREATE INDEX `timer_due` ON `timer` (`due_at`) WHERE done_at is null;--> statement-breakpoint
CREATE TABLE `channel_health` (
	`address` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`is_well` integer NOT NULL,
	`detail` text,
	`checked_at` integer NOT NULL,
	`since` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `contact` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`chat_id` integer NOT NULL,
	`channel` text NOT NULL,
	`label` text NOT NULL,
	`sealed` text NOT NULL,
	`status` text NOT NULL,
	`why` text,
	`created_by` integer NOT NULL,
	`created_at` integer NOT NULL,
	`removed_at` integer,
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade,
	CONSTRAINT "contact_status" CHECK("contact"."status" in ('active', 'disabled'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `contact_chat` ON `contact` (`chat_id`) WHERE removed_at is null;--> statement-breakpoint
ALTER TABLE `alert` ADD `bundle_id` integer;--> statement-breakpoint
ALTER TABLE `alert` ADD `resolved_at` integer;--> statement-breakpoint
ALTER TABLE `alert` ADD `inhibited_by` integer;--> statement-breakpoint
CREATE INDEX `alert_open` ON `alert` (`id`) WHERE fate = 'open';--> statement-breakpoint
CREATE INDEX `alert_bundle` ON `alert` (`bundle_id`) WHERE bundle_id is not null;--> statement-breakpoint
ALTER TABLE `delivery` ADD `bundle_id` integer REFERENCES bundle(id) ON DELETE cascade;--> statement-breakpoint
ALTER TABLE `delivery` ADD `step` text;--> statement-breakpoint
CREATE INDEX `delivery_bundle` ON `delivery` (`bundle_id`) WHERE bundle_id is not null;--> statement-breakpoint
ALTER TABLE `audit` ADD `hash` text;--> statement-breakpoint
ALTER TABLE `chat` ADD `policy` text;--> statement-breakpoint
ALTER TABLE `mute` ADD `wake` text;