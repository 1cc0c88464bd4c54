ALTER TABLE `technical_features` ADD `patterns` text;
