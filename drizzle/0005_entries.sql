CREATE TABLE `entry_feed` (
	`host` text PRIMARY KEY NOT NULL,
	`ok_at` integer,
	`trouble` text,
	`trouble_since` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `entry_subscription` (
	`chat_id` integer PRIMARY KEY NOT NULL,
	`thread` integer,
	`since` integer NOT NULL,
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `turtle_look` (
	`ticker` text PRIMARY KEY NOT NULL,
	`session` text,
	`at` integer,
	`missed_session` text,
	`missed_why` text
) STRICT;
--> statement-breakpoint
ALTER TABLE `turtle_entry` ADD `late` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `turtle_entry_session` ON `turtle_entry` (`session`);