-- mysql
-- earlier:
CREATE TABLE `pets` (`age` int);
-- migration:
ALTER TABLE `pets` ADD `id` int AUTO_INCREMENT NOT NULL;
