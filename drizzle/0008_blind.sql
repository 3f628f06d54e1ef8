CREATE TABLE `blind_spell` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`ticker` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer NOT NULL,
	`cause` text NOT NULL,
	`why` text NOT NULL,
	`last_price` real,
	`last_at` integer,
	`told_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `blind_spell_once` ON `blind_spell` (`ticker`,`since`);--> statement-breakpoint
CREATE INDEX `blind_spell_untold` ON `blind_spell` (`id`) WHERE told_at is null;--> statement-breakpoint
ALTER TABLE `inbox` ADD `sent_after` integer;