-- mysql
-- earlier:
CREATE TABLE `pets` (`id` int PRIMARY KEY, `bio` text, `age` int);
-- migration:
CREATE INDEX `pets_bio` ON `pets` (`bio`(100));
