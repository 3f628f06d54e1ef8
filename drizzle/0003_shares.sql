CREATE TABLE `share` (
	`token` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`content` text NOT NULL,
	`chat_id` integer NOT NULL,
	`created_by` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`chat_id`) REFERENCES `chat`(`id`) ON UPDATE cascade ON DELETE cascade,
	CONSTRAINT "share_kind" CHECK("share"."kind" in ('rule', 'list'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `share_chat` ON `share` (`chat_id`);