CREATE TABLE `rule_destination` (
	`rule_id` integer NOT NULL,
	`word` text NOT NULL,
	`chat_id` integer NOT NULL,
	`thread` integer,
	`settled_at` integer NOT NULL,
	PRIMARY KEY(`rule_id`, `word`),
	FOREIGN KEY (`rule_id`) REFERENCES `rule`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `rule_destination_chat` ON `rule_destination` (`chat_id`);--> statement-breakpoint
CREATE TABLE `topic` (
	`chat_id` integer NOT NULL,
	`thread` integer NOT NULL,
	`name` text NOT NULL,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`chat_id`, `thread`),
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade
) STRICT;
