-- mysql
-- earlier:
CREATE TABLE `owners` (`id` serial PRIMARY KEY);
CREATE TABLE `pets` (`id` int PRIMARY KEY, `owner` int);
-- migration:
ALTER TABLE `pets` ADD CONSTRAINT `pets_owner` FOREIGN KEY (`owner`) REFERENCES `owners`(`id`);
