CREATE TABLE `paper_cash` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`cash` real NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `paper_order` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`symbol` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`quantity` real NOT NULL,
	`stop_price` real,
	`fill_price` real,
	`currency` text NOT NULL,
	`realised` real,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "paper_order_kind" CHECK("paper_order"."kind" in ('market', 'stop')),
	CONSTRAINT "paper_order_status" CHECK("paper_order"."status" in ('pending', 'filled', 'cancelled', 'rejected'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `paper_order_live` ON `paper_order` (`account_id`) WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX `paper_order_at` ON `paper_order` (`account_id`,`created_at`);--> statement-breakpoint
ALTER TABLE `equity` ADD `unrealised` real;