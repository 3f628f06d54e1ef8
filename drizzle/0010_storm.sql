CREATE TABLE `tally` (
	`name` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL
) STRICT;
--> statement-breakpoint
DROP INDEX `alert_ref`;--> statement-breakpoint
DROP INDEX `alert_open`;--> statement-breakpoint
CREATE INDEX `alert_open` ON `alert` (`bundle_id`) WHERE fate = 'open';--> statement-breakpoint
INSERT INTO `meta` (`key`, `value`) SELECT 'old_refs_to', max(`id`) FROM `alert` HAVING max(`id`) IS NOT NULL;
--> statement-breakpoint
INSERT INTO `tally` (`name`, `n`)
SELECT 'alert/' || `column1`, (SELECT count(*) FROM `alert` WHERE `fate` = `column1`)
FROM (VALUES ('sent'), ('suppressed'), ('expired'), ('dead'));
--> statement-breakpoint
INSERT INTO `tally` (`name`, `n`)
SELECT 'delivery/' || `column1`, (SELECT count(*) FROM `delivery` WHERE `status` = `column1`)
FROM (VALUES ('sent'), ('expired'), ('dead'));
--> statement-breakpoint
CREATE TRIGGER `alert_tally_insert` AFTER INSERT ON `alert` WHEN new.`fate` <> 'open' BEGIN
	UPDATE `tally` SET `n` = `n` + 1 WHERE `name` = 'alert/' || new.`fate`;
END;
--> statement-breakpoint
CREATE TRIGGER `alert_tally_update` AFTER UPDATE OF `fate` ON `alert` WHEN new.`fate` <> old.`fate` BEGIN
	UPDATE `tally` SET `n` = `n` + 1 WHERE `name` = 'alert/' || new.`fate`;
	UPDATE `tally` SET `n` = `n` - 1 WHERE `name` = 'alert/' || old.`fate`;
END;
--> statement-breakpoint
CREATE TRIGGER `alert_tally_delete` AFTER DELETE ON `alert` WHEN old.`fate` <> 'open' BEGIN
	UPDATE `tally` SET `n` = `n` - 1 WHERE `name` = 'alert/' || old.`fate`;
END;
--> statement-breakpoint
CREATE TRIGGER `delivery_tally_insert` AFTER INSERT ON `delivery` WHEN new.`status` IN ('sent', 'expired', 'dead') BEGIN
	UPDATE `tally` SET `n` = `n` + 1 WHERE `name` = 'delivery/' || new.`status`;
END;
--> statement-breakpoint
CREATE TRIGGER `delivery_tally_update` AFTER UPDATE OF `status` ON `delivery` WHEN new.`status` <> old.`status` BEGIN
	UPDATE `tally` SET `n` = `n` + 1 WHERE `name` = 'delivery/' || new.`status`;
	UPDATE `tally` SET `n` = `n` - 1 WHERE `name` = 'delivery/' || old.`status`;
END;
--> statement-breakpoint
CREATE TRIGGER `delivery_tally_delete` AFTER DELETE ON `delivery` WHEN old.`status` IN ('sent', 'expired', 'dead') BEGIN
	UPDATE `tally` SET `n` = `n` - 1 WHERE `name` = 'delivery/' || old.`status`;
END;
