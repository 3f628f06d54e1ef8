ALTER TABLE `job` ADD `every_ms` integer;
