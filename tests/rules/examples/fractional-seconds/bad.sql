-- mysql
-- earlier:
CREATE TABLE `pets` (`id` int PRIMARY KEY, `bio` text, `age` int);
-- migration:
ALTER TABLE `pets` ADD `seen` timestamp(3) ON UPDATE CURRENT_TIMESTAMP;
