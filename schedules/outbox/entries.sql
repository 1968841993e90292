-- The letters that count or may still be sent, each with what it is about, one row an item.
SELECT
    l.letter, l.provider, l.role, l.written_on, l.is_open, l.has_left, l.was_sent,
    i.source, i.period, i.step
FROM (
    SELECT
        letter, provider, role, written_on,
        bool_or(state IN ('written', 'sending')) AS is_open,
        bool_or(state IN ('sending', 'sent'))    AS has_left,
        bool_or(state = 'sent')                  AS was_sent
    FROM ledger.letter
    WHERE state <> 'withdrawn'
    GROUP BY letter, provider, role, written_on
) AS l
JOIN ledger.letter_item AS i ON i.letter = l.letter
ORDER BY l.letter, i.source, i.period, i.step;
