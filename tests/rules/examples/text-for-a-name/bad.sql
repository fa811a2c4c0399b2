-- mysql
-- earlier:
CREATE TABLE `pets` (`id` int PRIMARY KEY, `bio` text, `age` int);
-- migration:
ALTER TABLE `pets` ADD CONSTRAINT `grown` CHECK ("age" > 1);
