ALTER TABLE `quote` ADD `earnings_at` integer;--> statement-breakpoint
ALTER TABLE `quote` ADD `earnings_estimated` integer;