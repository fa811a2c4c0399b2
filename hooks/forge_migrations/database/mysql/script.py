"""What the mariadb and mysql clients do before the migrations: a column filled in batches.

A loop needs a procedure, which is dropped behind it.
"""

from __future__ import annotations

from forge_migrations.database.batches import FIRST
from forge_migrations.database.batches import LEAST
from forge_migrations.database.batches import MOST
from forge_migrations.database.batches import TRIES
from forge_migrations.database.batches import WANTED
from forge_migrations.database.mysql.batches import BYTES
from forge_migrations.database.mysql.batches import WHOLE
from forge_migrations.database.mysql.batches import Keyed
from forge_migrations.database.mysql.batches import reads_committed
from forge_migrations.sql.literals import string_literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.batches import Way
    from forge_migrations.sql.fills import Fill

HEAD = """\
-- mariadb DATABASE < this file (or mysql), before the migrations run. It needs CREATE ROUTINE.
-- It can be ended and run again at any moment: what is done stays so, and is done once.
SET SESSION innodb_lock_wait_timeout = 1;
"""
_FILL = """
DROP PROCEDURE IF EXISTS __forge_migrations_fill;
DELIMITER //
CREATE PROCEDURE __forge_migrations_fill()
BEGIN
  DECLARE size, tries, busy, n INT DEFAULT 0;
  DECLARE written BIGINT DEFAULT 0;
  DECLARE began, told DATETIME(6);
  DECLARE took DOUBLE;
  DECLARE CONTINUE HANDLER FOR 1205, 1213, 1020 SET busy = 1;
  SET size = {first}, told = NOW(6), @low = 'true';
  turn: LOOP
    SET began = SYSDATE(6), busy = 0, {none}, @ask = CONCAT({ask}, @low, {order}, size - 1, ', 1');
    SET TRANSACTION ISOLATION LEVEL {level};
    START TRANSACTION;
    PREPARE s FROM @ask;
    EXECUTE s;
    SET @high = IF(@at_0 IS NULL, 'true', {high}), @do = CONCAT({update}, @low, ' AND ', @high);
    PREPARE s FROM @do;
    EXECUTE s;
    SET n = ROW_COUNT();
    IF busy THEN
      ROLLBACK;
      SET tries = tries + 1, size = GREATEST({least}, size DIV 2);
      IF tries > {tries} THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = {held};
      END IF;
      DO SLEEP(LEAST(3, 0.1 * POW(2, tries)));
      ITERATE turn;
    END IF;
    COMMIT;
    SET tries = 0, written = written + GREATEST(n, 0);
    IF @at_0 IS NULL THEN
      LEAVE turn;
    END IF;
    SET @low = {low};
    SET took = GREATEST(0.001, TIMESTAMPDIFF(MICROSECOND, began, SYSDATE(6)) / 1000000);
    SET size = LEAST({most}, GREATEST({least}, size DIV 2, LEAST(size * 2, FLOOR(size * {wanted} / took))));
    IF TIMESTAMPDIFF(SECOND, told, SYSDATE(6)) > 10 THEN
      SET told = SYSDATE(6);
      SELECT CONCAT({name}, ': ', written, ' rows filled') AS progress;
    END IF;
    DO SLEEP(took / 10);
  END LOOP;
  SELECT CONCAT('filled ', {name}, ': ', written, ' rows') AS done;
END//
DELIMITER ;
CALL __forge_migrations_fill();
DROP PROCEDURE __forge_migrations_fill;
"""


class MysqlScript:
    """Fills `Script`."""

    def head(self, foreign_keys: bool) -> str:
        return HEAD

    def filling(self, connection: Connection, fill: Fill, way: Way) -> Iterator[str]:
        assert isinstance(way, Keyed)
        yield _filling(fill, way, reads_committed(connection))


def _filling(fill: Fill, way: Keyed, committed: bool) -> str:
    """One fill. `committed`: its statements may read what is committed only, so that rows that they pass
    over stay free."""
    marks = [f"@at_{n}" for n in range(len(way.columns))]
    said = [_read(name, kind) for name, kind in way.columns]
    names = ", ".join(name for name, _ in way.columns)
    return _FILL.format(
        first=FIRST, least=LEAST, most=MOST, tries=TRIES, wanted=WANTED,
        none=", ".join(f"{mark} = NULL" for mark in marks),
        ask=_said(f"SELECT {', '.join(said)} INTO {', '.join(marks)} FROM {way.table} WHERE "),
        order=_said(f" ORDER BY {names} LIMIT "), update=_said(fill.within("")),
        high=_compared(way, "<", "<="), low=_compared(way, ">", ">"), name=_said(str(fill)),
        held=_said(f"others hold rows of {fill.table} too long: run it again"[:120]),
        level="READ COMMITTED" if committed else "REPEATABLE READ",
    )  # fmt: skip


def _read(name: str, kind: str) -> str:
    if kind in WHOLE:
        return f"CAST({name} AS CHAR)"
    return f"HEX({name})" if kind in BYTES else f"HEX(CONVERT(CAST({name} AS CHAR) USING utf8mb4))"


def _compared(way: Keyed, sign: str, last: str) -> str:
    """The expression of the condition: the key's values put into it."""
    text = way.compared([f"{{{n}}}" for n in range(len(way.columns))], sign, last)
    made = _said(text)
    for n, (_, kind) in enumerate(way.columns):
        value = f"@at_{n}"
        if kind not in WHOLE:
            mark = "x'" if kind in BYTES else "_utf8mb4 x'"
            value = f"CONCAT({_said(mark)}, {value}, '''')"
        made = f"REPLACE({made}, '{{{n}}}', {value})"
    return made


def _said(text: str) -> str:
    return string_literal(text, "mysql")
