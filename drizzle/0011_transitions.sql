ALTER TABLE `rule_state` ADD `alert_id` integer;--> statement-breakpoint
UPDATE `rule_state` SET `alert_id` = (
	SELECT a.`id` FROM `rule` r JOIN `alert` a
		ON a.`event_key` = 'rule/' || r.`id` || '/' || r.`rev` || '/' || `rule_state`.`ticker` || '/' || `rule_state`.`seq`
	WHERE r.`id` = `rule_state`.`rule_id`
);--> statement-breakpoint
DROP INDEX `alert_eventKey_unique`;--> statement-breakpoint
CREATE UNIQUE INDEX `alert_event` ON `alert` (`event_key`) WHERE substr(event_key, 1, 5) <> 'rule/';
