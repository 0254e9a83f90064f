-- Conditions of rules in DuckDB: docs/duckdb.md says how to use this file.
--
--   .read macros.sql
--   SET VARIABLE scrm_now = TIMESTAMP '2026-01-05T12:00:00Z';
--   SELECT id, text FROM posts('scored.ndjson') WHERE <condition of a rule>;
--
-- Needs DuckDB 1.4 or newer (lambda, macros with several signatures).

-- Posts as a table. Every member that scrm.post/1 knows is a column, so that
-- one which no line of the file has is NULL and not an error. Objects without a fixed
-- shape (ext, raw, score.labels) are JSON.
CREATE OR REPLACE MACRO posts(file) AS TABLE
SELECT * FROM read_ndjson(file, columns = {
    schema: 'VARCHAR', id: 'VARCHAR', type: 'VARCHAR', network: 'VARCHAR', source: 'VARCHAR',
    native_id: 'VARCHAR', created_at: 'TIMESTAMP', text: 'VARCHAR', fetched_at: 'TIMESTAMP',
    uri: 'VARCHAR', url: 'VARCHAR', updated_at: 'TIMESTAMP', deleted_at: 'TIMESTAMP',
    rev: 'VARCHAR', title: 'VARCHAR', html: 'VARCHAR', lang: 'VARCHAR', lang_src: 'VARCHAR',
    author_id: 'VARCHAR', author_handle: 'VARCHAR', author_name: 'VARCHAR',
    author_url: 'VARCHAR', author_type: 'VARCHAR', in_reply_to: 'VARCHAR',
    in_reply_to_author: 'VARCHAR', conversation: 'VARCHAR', channel: 'VARCHAR',
    account: 'VARCHAR', quoted: 'VARCHAR', shared: 'VARCHAR', visibility: 'VARCHAR',
    status: 'VARCHAR', direction: 'VARCHAR', author_followers: 'BIGINT',
    reply_count: 'BIGINT', share_count: 'BIGINT', like_count: 'BIGINT', quote_count: 'BIGINT',
    view_count: 'BIGINT', rating: 'DOUBLE', rating_max: 'DOUBLE', author_verified: 'BOOLEAN',
    sensitive: 'BOOLEAN', deleted: 'BOOLEAN', created_at_inferred: 'BOOLEAN',
    aliases: 'VARCHAR[]', mentions: 'VARCHAR[]', hashtags: 'VARCHAR[]', urls: 'VARCHAR[]',
    media: 'JSON[]', matched: 'VARCHAR[]', raw: 'JSON', ext: 'JSON',
    dup: 'STRUCT("of" VARCHAR, kind VARCHAR, similarity DOUBLE)',
    customer: 'STRUCT(id VARCHAR, name VARCHAR, tier VARCHAR, "value" DOUBLE, owner VARCHAR,
               since VARCHAR, "method" VARCHAR, confidence DOUBLE, evidence VARCHAR[])',
    score: 'STRUCT("by" VARCHAR, lang VARCHAR, lang_src VARCHAR, sentiment DOUBLE, sentiment_class VARCHAR,
            confidence DOUBLE,
            intents STRUCT(complaint DOUBLE, question DOUBLE, request DOUBLE, "order" DOUBLE,
                           billing DOUBLE, technical DOUBLE, cancel DOUBLE, purchase DOUBLE,
                           praise DOUBLE, suggestion DOUBLE, thanks DOUBLE, safety DOUBLE,
                           legal DOUBLE, press DOUBLE, job DOUBLE, other DOUBLE),
            urgency DOUBLE, needs_reply DOUBLE, spam DOUBLE, topics VARCHAR[],
            brands VARCHAR[], personal_data BOOLEAN, labels JSON, why JSON[])',
    route: 'STRUCT("action" VARCHAR, "function" VARCHAR, queue VARCHAR, priority VARCHAR,
            respond_by TIMESTAMP, resolve_by TIMESTAMP, calendar VARCHAR, assign VARCHAR,
            tags VARCHAR[], "rule" VARCHAR, rules VARCHAR, why JSON[])',
    "case": 'STRUCT(id VARCHAR, state VARCHAR, "role" VARCHAR, owner VARCHAR,
             opened_at TIMESTAMP, waiting_since TIMESTAMP, active_at TIMESTAMP,
             state_since TIMESTAMP, snoozed_until TIMESTAMP, overdue BOOLEAN, at_risk BOOLEAN,
             breached VARCHAR[], warned VARCHAR[], resolved_at TIMESTAMP, ins BIGINT,
             outs BIGINT, reopens BIGINT)'
})
WHERE schema IS DISTINCT FROM 'scrm.end/1';

-- A text as a list of one, a list as it is: the functions look into both.
CREATE OR REPLACE MACRO scrm_texts(field) AS
    CASE WHEN typeof(field) = 'VARCHAR' AND field IS NOT NULL THEN [field::VARCHAR]
         ELSE TRY_CAST(field AS VARCHAR[]) END;

-- Case, curly apostrophes, typographic hyphens and invisible characters do not count.
CREATE OR REPLACE MACRO scrm_fold(s) AS
    regexp_replace(translate(lower(nfc_normalize(s)), '’＇‐‑', '''''--'),
                   '[\x{AD}\x{200B}-\x{200F}\x{2060}\x{FE00}-\x{FE0F}\x{FEFF}]', '', 'g');

-- Letters of scripts that are written without spaces: each is a word of its own.
CREATE OR REPLACE MACRO scrm_unspaced() AS
    '\x{E01}-\x{EDF}\x{1000}-\x{109F}\x{1780}-\x{19DF}\x{1A20}-\x{1AAD}\x{2E80}-\x{A48F}'
    || '\x{A9E0}-\x{A9FE}\x{AA60}-\x{AADF}\x{F900}-\x{FAFF}\x{FF66}-\x{FF9D}'
    || '\x{16FE0}-\x{18D8F}\x{1AFF0}-\x{1B2FF}\x{20000}-\x{323AF}';

-- A text cut into tokens, each between two marks: words, white space (runs are
-- equal), and every other character alone. A term stands in a text where its tokens do.
CREATE OR REPLACE MACRO scrm_tokens(s) AS
    CASE WHEN s[1] = chr(1) THEN s ELSE -- it is cut already
    regexp_replace(
        regexp_replace(
            regexp_replace(regexp_replace(scrm_fold(s), '[\s\pZ]+', ' ', 'g'),
                           '([' || scrm_unspaced() || ']\pM*)', chr(1) || '\1' || chr(1), 'g'),
            '([\pL\pN\pM]+|[^\x01])', chr(1) || '\1' || chr(1), 'g'),
        '\x01+', chr(1), 'g') END;

-- What has() looks at: the field's tokens and the terms', each worked out once a row.
CREATE OR REPLACE MACRO scrm_look(field, terms) AS
    {texts: array_to_string(list_transform(scrm_texts(field), lambda s: scrm_tokens(s)), chr(2)),
     terms: list_transform(terms, lambda t: scrm_tokens(trim(t)))};
CREATE OR REPLACE MACRO scrm_has_any(field, terms) AS
    CASE WHEN scrm_texts(field) IS NOT NULL THEN list_transform([scrm_look(field, terms)],
        lambda look: len(list_filter(look.terms, lambda t: strpos(look.texts, t) > 0)) > 0)[1] END;
CREATE OR REPLACE MACRO scrm_has_all(field, terms) AS
    CASE WHEN scrm_texts(field) IS NOT NULL THEN list_transform([scrm_look(field, terms)],
        lambda look: len(list_filter(look.terms, lambda t: strpos(look.texts, t) = 0)) = 0)[1] END;

-- The functions of conditions. has() and has_all() take up to twelve words or terms().
CREATE OR REPLACE MACRO has
    (field, a) AS
        scrm_has_any(field, flatten([scrm_texts(a)])),
    (field, a, b) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b)])),
    (field, a, b, c) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c)])),
    (field, a, b, c, d) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d)])),
    (field, a, b, c, d, e) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e)])),
    (field, a, b, c, d, e, f) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f)])),
    (field, a, b, c, d, e, f, g) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g)])),
    (field, a, b, c, d, e, f, g, h) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g), scrm_texts(h)])),
    (field, a, b, c, d, e, f, g, h, i) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g), scrm_texts(h), scrm_texts(i)])),
    (field, a, b, c, d, e, f, g, h, i, j) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g), scrm_texts(h), scrm_texts(i), scrm_texts(j)])),
    (field, a, b, c, d, e, f, g, h, i, j, k) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g), scrm_texts(h), scrm_texts(i), scrm_texts(j), scrm_texts(k)])),
    (field, a, b, c, d, e, f, g, h, i, j, k, l) AS
        scrm_has_any(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g), scrm_texts(h), scrm_texts(i), scrm_texts(j), scrm_texts(k), scrm_texts(l)]));
CREATE OR REPLACE MACRO has_all
    (field, a) AS
        scrm_has_all(field, flatten([scrm_texts(a)])),
    (field, a, b) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b)])),
    (field, a, b, c) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c)])),
    (field, a, b, c, d) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d)])),
    (field, a, b, c, d, e) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e)])),
    (field, a, b, c, d, e, f) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f)])),
    (field, a, b, c, d, e, f, g) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g)])),
    (field, a, b, c, d, e, f, g, h) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g), scrm_texts(h)])),
    (field, a, b, c, d, e, f, g, h, i) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g), scrm_texts(h), scrm_texts(i)])),
    (field, a, b, c, d, e, f, g, h, i, j) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g), scrm_texts(h), scrm_texts(i), scrm_texts(j)])),
    (field, a, b, c, d, e, f, g, h, i, j, k) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g), scrm_texts(h), scrm_texts(i), scrm_texts(j), scrm_texts(k)])),
    (field, a, b, c, d, e, f, g, h, i, j, k, l) AS
        scrm_has_all(field, flatten([scrm_texts(a), scrm_texts(b), scrm_texts(c), scrm_texts(d), scrm_texts(e), scrm_texts(f), scrm_texts(g), scrm_texts(h), scrm_texts(i), scrm_texts(j), scrm_texts(k), scrm_texts(l)]));

-- terms('file.csv') is the first column, terms('file.csv', 'column') that one; the
-- path is relative to where DuckDB runs.
CREATE OR REPLACE MACRO terms
    (file) AS
        (SELECT list(scrm_tokens(trim(#1))) FROM read_csv(file, header = true, all_varchar = true)),
    (file, name) AS
        (SELECT list(scrm_tokens(trim(t))) FROM (SELECT COLUMNS(lambda c: c = name) AS t
                              FROM read_csv(file, header = true, all_varchar = true)));

CREATE OR REPLACE MACRO contains(field, part) AS
    len(list_filter(scrm_texts(field), lambda s: strpos(s, part) > 0 OR part = '')) > 0;
CREATE OR REPLACE MACRO starts_with(field, part) AS
    len(list_filter(scrm_texts(field), lambda s: left(s, length(part)) = part)) > 0;
CREATE OR REPLACE MACRO ends_with(field, part) AS
    len(list_filter(scrm_texts(field), lambda s: right(s, length(part)) = part)) > 0;

-- How many words.
CREATE OR REPLACE MACRO words(field) AS
    list_sum(list_transform(scrm_texts(field), lambda s: len(regexp_extract_all(
        regexp_replace(scrm_fold(s), '([' || scrm_unspaced() || ']\pM*)', ' \1 ', 'g'),
        '[\pL\pN\pM]+(?:''[\pL\pN\pM]+)*'))))::BIGINT;

-- DuckDB's macros cannot see the record by themselves, so these take what they
-- look at: write age(created_at) for age(), and so on.
CREATE OR REPLACE MACRO age(created_at) AS getvariable('scrm_now') - created_at;
CREATE OR REPLACE MACRO weekday(created_at) AS lower(left(dayname(created_at), 3));
CREATE OR REPLACE MACRO is_reply(type, in_reply_to) AS
    in_reply_to IS NOT NULL OR coalesce(type IN ('reply', 'comment'), false);
