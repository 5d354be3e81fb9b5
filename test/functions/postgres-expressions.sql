-- Arithmetic and numbers
SELECT 7 / 2
SELECT -7 / 2
SELECT 7 % 3
SELECT -7 % 3
SELECT 7 / 2.0
SELECT 7.0 / 2
SELECT 2 ^ 10
SELECT round(2.5)
SELECT round(-2.5)
SELECT round(3.14159, 2)
SELECT trunc(2.9)
SELECT trunc(-2.9)
SELECT trunc(3.14159, 2)
SELECT ceil(1.2)
SELECT floor(-1.2)
SELECT abs(-3)
SELECT sign(-4)
SELECT div(7, 2)
SELECT mod(7, 3)
SELECT mod(-7, 3)
SELECT power(2, 8)
SELECT sqrt(16)
SELECT cbrt(27)
SELECT exp(0)
SELECT ln(1)
SELECT log(100)
SELECT greatest(1, NULL, 3)
SELECT least(2, NULL, 1)
SELECT gcd(12, 18)
SELECT lcm(4, 6)
SELECT 1.1 + 2.2
SELECT 0.1 + 0.2 = 0.3
SELECT 10 / 3 * 3
SELECT (7 / 2)::text
SELECT sum(x) / count(*) FROM (VALUES (1), (2), (4)) AS v(x)
SELECT avg(x) FROM (VALUES (1), (2)) AS v(x)
SELECT 5 & 3
SELECT 5 | 3
SELECT 5 # 3
SELECT ~5
SELECT 1 << 4
SELECT 16 >> 2
SELECT '12'::int
SELECT '12.50'::numeric
SELECT '1e3'::float8
SELECT 12.5::int
SELECT 13.5::int
SELECT -12.5::int
SELECT 1::bool
SELECT 0::bool
SELECT true::int
SELECT false::int
SELECT width_bucket(5.35, 0.024, 10.06, 5)
SELECT 1_000
SELECT to_hex(255)
SELECT 0.5::numeric(4, 2)
SELECT 1234.567::numeric(10, 1)
SELECT bool_and(x), bool_or(x), every(x) FROM (VALUES (true), (false)) AS v(x)
SELECT count(*) FILTER (WHERE x > 1) FROM (VALUES (1), (2), (3)) AS v(x)
SELECT sum(x) FROM (VALUES (1), (2)) AS v(x) WHERE x > 5
SELECT stddev(x), variance(x) FROM (VALUES (1), (2), (3), (4)) AS v(x)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM (VALUES (1), (2), (3), (4)) AS v(x)
SELECT mode() WITHIN GROUP (ORDER BY x) FROM (VALUES (1), (2), (2)) AS v(x)
-- Text
SELECT 'a' || 'b'
SELECT 'a' || 1
SELECT 1 || 'a'
SELECT 'a' || NULL
SELECT length('größe')
SELECT char_length('abc')
SELECT octet_length('größe')
SELECT bit_length('abc')
SELECT upper('abc')
SELECT lower('ABC')
SELECT initcap('hello wORLD-of_things 2nd')
SELECT substring('abcdef' from 2 for 3)
SELECT substring('abcdef' from 3)
SELECT substr('abcdef', 2, 3)
SELECT substring('abc-123-def' from '[0-9]+')
SELECT substring('abc-123' from '([a-z]+)-([0-9]+)')
SELECT substring('abc', 0, 2)
SELECT substring('abc', -1, 4)
SELECT left('abcdef', 2)
SELECT right('abcdef', 2)
SELECT left('abcdef', -2)
SELECT right('abcdef', -2)
SELECT position('c' in 'abc')
SELECT strpos('abc', 'c')
SELECT trim('  a  ')
SELECT ltrim('xxa', 'x')
SELECT rtrim('axx', 'x')
SELECT btrim('xxaxx', 'x')
SELECT trim(both 'x' from 'xxaxx')
SELECT trim(leading 'x' from 'xxa')
SELECT lpad('5', 3, '0')
SELECT rpad('5', 3, '.')
SELECT lpad('12345', 3)
SELECT replace('a-b-c', '-', '+')
SELECT translate('abc', 'ab', 'xy')
SELECT translate('abc', 'abc', 'x')
SELECT reverse('abc')
SELECT repeat('ab', 3)
SELECT repeat('a', 0)
SELECT concat('a', NULL, 1, true)
SELECT concat_ws('-', 'a', NULL, 'b')
SELECT split_part('a/b/c', '/', 2)
SELECT split_part('a/b/c', '/', 9)
SELECT split_part('a/b/c', '/', -1)
SELECT overlay('Txxxxas' placing 'hom' from 2 for 4)
SELECT overlay('abcdef' placing 'X' from 3)
SELECT ascii('A')
SELECT chr(65)
SELECT md5('a')
SELECT 'abc' LIKE 'a%'
SELECT 'ABC' LIKE 'a%'
SELECT 'abc' ILIKE 'A%'
SELECT 'a_c' LIKE 'a\_c'
SELECT 'abc' LIKE 'a\_c'
SELECT 'a%c' LIKE 'a\%c'
SELECT 'abc' LIKE 'a\%c'
SELECT 'a\c' LIKE 'a\\c'
SELECT 'a%c' LIKE 'a!%c' ESCAPE '!'
SELECT 'abc' NOT LIKE 'b%'
SELECT 'abc' SIMILAR TO 'a%'
SELECT 'abc' SIMILAR TO 'a_c'
SELECT 'abc' SIMILAR TO 'abc'
SELECT 'abc' SIMILAR TO 'b'
SELECT 'abc' SIMILAR TO '(a|b)%'
SELECT 'a.c' SIMILAR TO 'a.c'
SELECT 'abc' SIMILAR TO 'a.c'
SELECT 'aac' SIMILAR TO 'a+c'
SELECT 'abc' NOT SIMILAR TO '%c'
SELECT 'abc' ~ 'b'
SELECT 'ABC' ~* 'b'
SELECT 'abc' !~ 'z'
SELECT 'abc' !~* 'B'
SELECT 'a' = ANY (ARRAY['a', 'b'])
SELECT 'c' = ANY (ARRAY['a', 'b'])
SELECT 'a' <> ALL (ARRAY['b', 'c'])
SELECT 'a' = ANY ('{a,b}')
SELECT 'c' = ANY ('{a,b}')
SELECT 3 = ANY ('{1,2,3}'::int[])
SELECT 'abc' LIKE ANY (ARRAY['a%', 'x%'])
SELECT 'abc' LIKE ALL (ARRAY['a%', '%c'])
SELECT 'abc' ILIKE ANY (ARRAY['A%'])
SELECT 'abc' NOT LIKE ALL (ARRAY['x%', 'y%'])
SELECT 'abc' NOT ILIKE ALL (ARRAY['X%'])
SELECT 'abc' ~ ANY (ARRAY['^a', '^x'])
SELECT 'ABC' ~* ANY (ARRAY['^a'])
SELECT 'abc' !~ ALL (ARRAY['x', 'y'])
SELECT 'abc' LIKE ANY ('{a%,x%}')
SELECT regexp_replace('a1b2', '[0-9]', 'X')
SELECT regexp_replace('a1b2', '[0-9]', 'X', 'g')
SELECT regexp_replace('abc', '(b)', '<\1>')
SELECT regexp_matches('foo123', '[0-9]+')
SELECT (regexp_matches('foo123bar', '([a-z]+)([0-9]+)'))[2]
SELECT (regexp_match('foo123bar', '([a-z]+)([0-9]+)'))[1]
SELECT m[1] FROM regexp_matches('a1b2', '[0-9]', 'g') AS m
SELECT regexp_split_to_array('a,b;c', '[,;]')
SELECT p FROM regexp_split_to_table('a,b;c', '[,;]') AS p
SELECT regexp_split_to_table('a b', ' ')
SELECT regexp_count('a1b2', '[0-9]')
SELECT regexp_like('abc', 'B', 'i')
SELECT regexp_substr('a12b', '[0-9]+')
SELECT regexp_instr('abc', 'c')
SELECT string_to_array('a,b,c', ',')
SELECT string_to_array('a,,c', ',')
SELECT string_to_array('', ',')
SELECT string_to_array('abc', NULL)
SELECT string_to_array('a,b', 'x')
SELECT string_to_array('a,NULL,c', ',', 'NULL')
SELECT s FROM string_to_table('a,b', ',') AS s
SELECT unnest(string_to_array('a,b', ','))
SELECT array_to_string(ARRAY['a', 'b', NULL], ',')
SELECT array_to_string(ARRAY['a', NULL], ',', '*')
SELECT 'abc'::varchar(2)
SELECT 'abc'::char(2)
SELECT 'abc'::text
SELECT cast('abc' AS varchar(1))
SELECT 'abcdef'::varchar(3) || 'x'
SELECT format('%s-%s', 'a', 1)
SELECT format('%I', 'a b')
SELECT format('%L', 'it''s')
SELECT format('%%')
SELECT format('%2$s %1$s', 'a', 'b')
SELECT quote_ident('a b')
SELECT quote_literal('it''s')
SELECT quote_nullable(NULL)
SELECT starts_with('abc', 'ab')
SELECT 'abc' ^@ 'ab'
SELECT encode('abc', 'hex')
SELECT encode('abc', 'base64')
SELECT convert_from(decode('616263', 'hex'), 'UTF8')
SELECT E'a\nb'
SELECT E'it\'s'
SELECT U&'d\0061t'
SELECT 'a' < 'b'
SELECT 'a' < 'B'
SELECT 'abc' > 'ab'
SELECT text 'abc', 'x' IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL
SELECT coalesce(NULL, 'a')
SELECT nullif('a', 'a')
SELECT nullif('a', 'b')
SELECT 'ab' || 'cd' = 'abcd'
SELECT max(x), min(x) FROM (VALUES ('b'), ('a')) AS v(x)
SELECT string_agg(x, ',' ORDER BY x DESC) FROM (VALUES ('b'), ('a')) AS v(x)
SELECT text(12)
SELECT text(true)
SELECT strpos('abc', '')
SELECT position('' in 'abc')
-- Booleans and conditions
SELECT 'off'::bool
SELECT 'on'::bool
SELECT 'yes'::boolean
SELECT 'no'::boolean
SELECT 't'::bool
SELECT 'f'::bool
SELECT '1'::bool
SELECT '0'::bool
SELECT true AND NULL
SELECT false AND NULL
SELECT true OR NULL
SELECT NOT NULL::bool
SELECT 5 BETWEEN 1 AND 10
SELECT 5 BETWEEN SYMMETRIC 10 AND 1
SELECT 5 NOT BETWEEN SYMMETRIC 10 AND 6
SELECT 5 NOT BETWEEN 1 AND 3
SELECT 'b' BETWEEN 'a' AND 'c'
SELECT (1, 2) = (1, 2)
SELECT (1, 2) < (1, 3)
SELECT (1, 'a') IN ((1, 'a'), (2, 'b'))
SELECT (1, 2) IN (SELECT 1, 2)
SELECT (1, 2) IN (SELECT 1, 3)
SELECT x FROM (VALUES (1, 'a'), (2, 'b')) AS v(x, y) WHERE (x, y) IN (SELECT 2, 'b')
SELECT 1 IN (1, NULL)
SELECT 2 IN (1, NULL)
SELECT 2 NOT IN (1, NULL)
SELECT CASE WHEN 1 > 2 THEN 'a' WHEN true THEN 'b' END
SELECT CASE 3 WHEN 1 THEN 'x' ELSE 'y' END
SELECT 1 IS NULL
SELECT NULL IS NULL
SELECT NULL ISNULL
SELECT 1 NOTNULL
SELECT true IS TRUE
SELECT NULL IS UNKNOWN
SELECT false IS NOT TRUE
SELECT EXISTS (SELECT 1)
SELECT NOT EXISTS (SELECT 1 WHERE false)
SELECT 1 = ANY (SELECT 1)
SELECT 2 > ALL (SELECT 1 UNION SELECT 0)
SELECT 1 = SOME (SELECT 2)
-- JSON
SELECT '{"a":1}'::json -> 'a'
SELECT '{"a":"x"}'::jsonb ->> 'a'
SELECT '[1,2,3]'::json -> 1
SELECT '[1,2,3]'::json -> -1
SELECT '{"a":{"b":[1,2]}}'::jsonb #> '{a,b,1}'
SELECT '{"a":{"b":"x"}}'::jsonb #>> '{a,b}'
SELECT '{"a":1,"b":2}'::jsonb - 'a'
SELECT '[1,2,3]'::jsonb - 1
SELECT '["a","b"]'::jsonb - 'a'
SELECT '{"a":1,"b":2,"c":3}'::jsonb - '{a,b}'::text[]
SELECT '{"a":{"b":1}}'::jsonb #- '{a,b}'
SELECT '{"a":1}'::jsonb || '{"b":2}'::jsonb
SELECT '[1]'::jsonb || '[2]'::jsonb
SELECT '[1]'::jsonb || '2'::jsonb
SELECT '{"a":1}'::jsonb || '{"a":2}'
SELECT coalesce('{"a":1}'::jsonb, '{}') || '{"b":2}'
SELECT coalesce(NULL::jsonb, '{"c":1}'::jsonb) || '{"b":2}'::jsonb
SELECT (CASE WHEN true THEN '{"a":1}'::jsonb ELSE '{}'::jsonb END) || '{"b":2}'::jsonb
SELECT nullif('{"a":1}'::jsonb, '{}'::jsonb) || '{"b":2}'::jsonb
SELECT coalesce('{"a":1,"b":2}'::jsonb, '{}') - 'a'
SELECT (CASE WHEN true THEN '{"a":1,"b":2}'::jsonb END) - 'b'
SELECT j || '{"z":9}' FROM (SELECT '{"a":1}'::jsonb AS j) AS s
SELECT s.j - 'a' FROM (SELECT '{"a":1,"b":2}'::jsonb AS j) AS s
WITH c AS (SELECT '{"a":1}'::jsonb AS j) SELECT j || '{"z":9}'::jsonb FROM c
WITH c AS (SELECT '{"a":1,"b":2}'::jsonb AS j) SELECT j - 'b' FROM c
SELECT e.value || '{"z":1}'::jsonb FROM jsonb_array_elements('[{"a":1}]'::jsonb) AS e
SELECT e || '{"z":1}'::jsonb FROM jsonb_array_elements('[{"a":1}]'::jsonb) AS e
SELECT e - 'a' FROM jsonb_array_elements('[{"a":1,"b":2}]'::jsonb) AS e
SELECT value || '[2]'::jsonb FROM jsonb_each('{"k":[1]}'::jsonb)
SELECT k || '=' || v FROM jsonb_each_text('{"a":"x"}'::jsonb) AS t(k, v)
SELECT key || '-' || value FROM jsonb_each_text('{"a":"x"}'::jsonb)
SELECT ('{"a":"x"}'::jsonb ->> 'a') || '!'
SELECT '{"a":[1]}'::jsonb -> 'a' || '[2]'::jsonb
SELECT ('{"a":[1]}'::jsonb -> 'a') || '[2]'::jsonb
SELECT jsonb_array_length('[1,2,3]')
SELECT jsonb_array_length('[]') - 1
SELECT -jsonb_array_length('[1]')
SELECT json_array_length('[1,2]'::json) - 5
SELECT jsonb_typeof('1')
SELECT jsonb_typeof('"a"')
SELECT jsonb_typeof('null')
SELECT jsonb_typeof('true')
SELECT jsonb_typeof('[]')
SELECT jsonb_typeof('{}')
SELECT '{"a":1,"b":2}'::jsonb @> '{"a":1}'
SELECT '[1,2]'::jsonb @> '[1]'
SELECT '[1,2]'::jsonb @> '1'
SELECT '{"a":1}'::jsonb <@ '{"a":1,"b":2}'
SELECT '{"a":1}'::jsonb ? 'a'
SELECT '["a"]'::jsonb ? 'a'
SELECT '{"a":1}'::jsonb ?| array['b','a']
SELECT '{"a":1}'::jsonb ?& array['a','b']
SELECT jsonb_build_object('a', 1, 'b', NULL, 'c', 'x')
SELECT jsonb_build_array(1, 'a', NULL)
SELECT to_jsonb('a'::text)
SELECT to_jsonb(1)
SELECT jsonb_agg(x ORDER BY x), jsonb_object_agg(x, x * 2) FROM (VALUES (2), (1)) AS v(x)
SELECT jsonb_set('{"a":1}', '{a}', '2')
SELECT jsonb_set('{"a":1}', '{b}', '2')
SELECT jsonb_set('{"a":1}', '{b}', '2', false)
SELECT jsonb_insert('[1,2]', '{1}', '9')
SELECT jsonb_strip_nulls('{"a":null,"b":{"c":null,"d":1}}')
SELECT json_strip_nulls('{"a":null}')
SELECT jsonb_pretty('{"a":1}') LIKE '%"a": 1%'
SELECT jsonb_extract_path('{"a":{"b":1}}', 'a', 'b')
SELECT jsonb_extract_path_text('{"a":{"b":"x"}}', 'a', 'b')
SELECT k FROM jsonb_object_keys('{"a":1,"b":2}') AS k ORDER BY k
SELECT * FROM jsonb_to_recordset('[{"a":1,"b":"x"},{"a":2}]') AS t(a int, b text)
SELECT * FROM jsonb_to_record('{"a":1,"b":"x"}') AS t(a int, b text)
SELECT * FROM json_to_recordset('[{"a":1,"b":{"c":2}}]') AS t(a int, b json)
SELECT t.a + 1 FROM jsonb_to_recordset('[{"a":1}]'::jsonb) AS t(a int)
SELECT '{"n":10}'::jsonb -> 'n' > '7'
SELECT '{"n":10}'::jsonb -> 'n' = '10'
SELECT '{"n":"b"}'::jsonb -> 'n' < '"c"'
SELECT ('{"n":10}'::jsonb ->> 'n')::int > 7
SELECT ('{"n":1.5}'::jsonb -> 'n')::numeric + 1
SELECT ('{"b":true}'::jsonb -> 'b')::bool
SELECT '{"a":[{"b":1},{"b":5}]}'::jsonb @? '$.a[*] ? (@.b > 3)'
SELECT '{"a":[1,2]}'::jsonb @@ '$.a[1] == 2'
SELECT jsonb_path_query_array('{"a":[{"b":1},{"b":5}]}', '$.a[*] ? (@.b > 3).b')
SELECT jsonb_path_exists('{"a":[1]}', '$.a[*] ? (@ > 2)')
SELECT jsonb_path_query_first('{"a":[1,2]}', '$.a[last]')
SELECT jsonb_path_query('[1,2,3]', '$[*] ? (@ >= 2)')
SELECT jsonb_path_query_array('{"a":"xy"}', '$.a ? (@ starts with "x")')
SELECT jsonb_path_query_array('{"a":"xy"}', '$.a ? (@ like_regex "y$")')
SELECT jsonb_path_match('{"a":1}', 'exists($.a)')
SELECT jsonb_path_query_array('[1,"2",null,true]', '$[*].type()')
SELECT jsonb_path_query_array('[1,2,3]', '$.size()')
SELECT jsonb_path_query_array('{"a":{"b":1}}', '$.**.b')
SELECT jsonb_path_query_array('[{"a":1,"b":2}]', '$[*] ? (@.a == 1 && @.b != 3 || !(@.a > 0))')
SELECT jsonb_path_query_array('[1,2,3,4]', '$[1 to 2]')
SELECT jsonb_path_query_array('[1,2]', '$[*] * 2')
SELECT jsonb_path_query_array('{"x":5,"a":[4,6]}', '$.a[*] ? (@ > $v)', '{"v":5}')
SELECT '{"a":1}'::jsonb = '{"a": 1}'::jsonb
SELECT '{"a":1,"b":2}'::jsonb = '{"b":2,"a":1}'::jsonb
SELECT '[1]'::jsonb <> '[2]'::jsonb
SELECT '{"b":1,"a":2}'::jsonb::text
SELECT '[1, 2]'::jsonb::text
SELECT row_to_json(t) FROM (SELECT 1 AS a, 'x' AS b) AS t
SELECT to_jsonb(t) FROM (SELECT 1 AS a, 'x' AS b) AS t
SELECT json_agg(t) FROM (SELECT 1 AS a) AS t
SELECT jsonb_agg(DISTINCT x ORDER BY x) FROM (VALUES (1), (1), (2)) AS v(x)
SELECT jsonb_array_elements('[1,2]'::jsonb) AS x
SELECT jsonb_array_elements('[{"a":"x"}]'::jsonb) ->> 'a'
SELECT jsonb_array_elements_text('["a","b"]'::jsonb) || '!'
SELECT x, jsonb_array_elements('[{"a":"x"},{"a":"y"}]'::jsonb) ->> 'a' FROM (VALUES (1)) AS v(x)
SELECT count(*) FROM jsonb_array_elements('[]'::jsonb)
SELECT elem ->> 'a' FROM jsonb_array_elements('[{"a":1},{"a":2}]'::jsonb) WITH ORDINALITY AS t(elem, n) WHERE n = 2
SELECT '"a"'::jsonb #>> '{}'
SELECT '{"a":"b"}'::jsonb ->> 'x'
SELECT '{"a":null}'::jsonb ->> 'a'
SELECT '{"a":null}'::jsonb -> 'a'
SELECT ('{"a":"1"}'::jsonb ->> 'a')::int + 1
SELECT jsonb_object('{a,1,b,2}')
SELECT json_object('{a,b}', '{1,2}')
SELECT '[1,2,3]'::jsonb -> 0 -> 'a'
SELECT '{"a":1}'::jsonb -> 0
SELECT jsonb_object_keys('{"a":1}'::jsonb)
SELECT '{"a":1}'::jsonb ->> 'a' || 'x'
SELECT '{"tags":{"env":"dev"}}'::jsonb -> 'tags' ->> 'env' IN ('dev', 'prd')
-- Arrays
SELECT ARRAY[1, 2, 3]
SELECT ARRAY['a', 'b']
SELECT ARRAY[]::int[]
SELECT '{1,2}'::int[]
SELECT '{a,b}'::text[]
SELECT '{}'::text[]
SELECT (ARRAY['a', 'b', 'c'])[2]
SELECT (ARRAY[1, 2, 3])[2:3]
SELECT (ARRAY[1, 2])[5]
SELECT array_length(ARRAY[1, 2], 1)
SELECT cardinality(ARRAY[1, 2, 3])
SELECT array_length(ARRAY[]::int[], 1)
SELECT cardinality(ARRAY[]::int[])
SELECT array_ndims(ARRAY[1])
SELECT array_append(ARRAY[1], 2)
SELECT array_prepend(0, ARRAY[1])
SELECT array_cat(ARRAY[1], ARRAY[2])
SELECT ARRAY[1] || ARRAY[2]
SELECT ARRAY[1] || 2
SELECT 0 || ARRAY[1]
SELECT array_remove(ARRAY[1, 2, 1], 1)
SELECT array_replace(ARRAY[1, 2], 2, 9)
SELECT array_position(ARRAY['a', 'b'], 'b')
SELECT array_positions(ARRAY[1, 2, 1], 1)
SELECT array_position(ARRAY['a'], 'z')
SELECT ARRAY[1, 2] @> ARRAY[1]
SELECT ARRAY[1] <@ ARRAY[1, 2]
SELECT ARRAY[1, 2] && ARRAY[2, 3]
SELECT ARRAY[1] && ARRAY[5]
SELECT ARRAY[1, 2] = ARRAY[1, 2]
SELECT ARRAY[1, 2] < ARRAY[1, 3]
SELECT x FROM unnest(ARRAY[1, 2]) AS x
SELECT x FROM unnest(ARRAY['a']) AS x
SELECT u FROM unnest(ARRAY['a', 'b']) u WHERE u <> 'a'
SELECT x.* FROM unnest(ARRAY[1, 2]) AS x
SELECT x + 1 FROM unnest(ARRAY[1, 2]) AS t(x)
SELECT x, n FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS t(x, n)
SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) AS t(x, y)
SELECT unnest(ARRAY[1, 2])
SELECT array_agg(x ORDER BY x DESC) FROM (VALUES (1), (3), (2)) AS v(x)
SELECT ARRAY(SELECT x FROM (VALUES (2), (1)) AS v(x) ORDER BY x)
SELECT 1 = ANY (ARRAY(SELECT 1))
SELECT array_to_string(ARRAY(SELECT x FROM (VALUES ('b'), ('a')) AS v(x) ORDER BY x), '+')
SELECT array_lower(ARRAY[1, 2], 1)
SELECT array_upper(ARRAY[1, 2], 1)
SELECT array_fill(0, ARRAY[2])
SELECT trim_array(ARRAY[1, 2, 3], 1)
SELECT 'a,b' = ANY (string_to_array('a,b;c', ';'))
SELECT generate_subscripts(ARRAY['a', 'b'], 1)
-- Series
SELECT n FROM generate_series(0, 2) AS n
SELECT * FROM generate_series(1, 3)
SELECT d FROM generate_series(1, 5, 2) AS d
SELECT n * 2 FROM generate_series(1, 2) AS t(n)
SELECT generate_series(1, 3)
SELECT g FROM generate_series(3, 1, -1) g
SELECT d::date FROM generate_series('2026-01-30'::timestamp, '2026-02-02'::timestamp, '1 day') AS d
SELECT d::date FROM generate_series('2026-01-01'::date, '2026-01-03'::date, interval '1 day') AS d
SELECT count(*) FROM generate_series(1, 10) AS d WHERE d > 5
SELECT generate_series FROM generate_series(1, 2)
SELECT s.n, t.n FROM generate_series(1, 2) AS s(n) JOIN generate_series(2, 3) AS t(n) ON s.n = t.n
SELECT d.day FROM generate_series(1, 2) AS d(day)
-- Dates and times
SELECT '2026-02-28'::date + 1
SELECT '2026-03-01'::date - '2026-02-27'::date
SELECT '2026-01-31'::date + interval '1 month'
SELECT '2026-07-01T00:00:00Z'::timestamptz = '2026-06-30T20:00:00-04:00'::timestamptz
SELECT '2026-07-01 10:30:15'::timestamp
SELECT '2026-07-01'::date
SELECT '10:30'::time
SELECT '2026-07-01 12:00:00+02'::timestamptz AT TIME ZONE 'UTC'
SELECT '2026-07-01 12:00'::timestamp AT TIME ZONE 'America/New_York' = '2026-07-01 16:00Z'::timestamptz
SELECT extract(year from '2026-07-01'::date)
SELECT extract(dow from '2026-07-05'::date)
SELECT extract(isodow from '2026-07-05'::date)
SELECT extract(week from '2026-01-01'::date)
SELECT extract(doy from '2026-02-01'::date)
SELECT extract(quarter from '2026-05-01'::date)
SELECT extract(epoch from '2026-01-01 00:00:00Z'::timestamptz)
SELECT extract(epoch from interval '1 hour 30 minutes')
SELECT date_part('month', '2026-07-01'::timestamp)
SELECT date_trunc('month', '2026-07-15 10:11'::timestamp)
SELECT date_trunc('week', '2026-07-15'::timestamp)
SELECT date_trunc('hour', '2026-07-15 10:11'::timestamp)
SELECT to_char('2026-07-05 14:03:09'::timestamp, 'YYYY-MM-DD HH24:MI:SS')
SELECT to_char('2026-07-05 14:03:09'::timestamp, 'DD Mon YYYY HH12:MI AM')
SELECT to_char('2026-07-05'::date, 'FMMonth FMDD, YYYY')
SELECT to_char('2026-07-05'::date, 'Month|Mon|MON|mon|Day|Dy|DY')
SELECT to_char('2026-07-05'::date, 'Q IW ID DDD D J')
SELECT to_char('2026-07-05'::date, '"Week" IW "of" IYYY')
SELECT to_char('2026-07-05 14:03:09.123456'::timestamp, 'MS US SSSS')
SELECT to_char('2026-07-05'::date, 'YY Y,YYY FMMM/FMDD')
SELECT to_char('2026-07-05 09:03'::timestamp, 'FMHH12:MI am')
SELECT to_char('2026-07-05'::date, 'DDth Month')
SELECT to_char('2026-01-01'::date, 'IYYY-IW')
SELECT to_char(1234.5, '9,999.99')
SELECT to_char(1234.5, 'FM9,999.00')
SELECT to_char(0.5, '0.00')
SELECT to_char(-7, '999')
SELECT to_char(7, '000')
SELECT to_char(125, 'FM999')
SELECT to_char(1234567, 'FM9,999,999')
SELECT to_char(0.256, 'FM990.0%')
SELECT to_char(interval '15h 2m 12s', 'HH24:MI:SS')
SELECT to_char(interval '1 day 3 hours', 'DD HH24')
SELECT to_date('2026-07-05', 'YYYY-MM-DD')
SELECT to_date('05 Jul 2026', 'DD Mon YYYY')
SELECT to_timestamp('2026-07-05 10:11:12', 'YYYY-MM-DD HH24:MI:SS')::timestamp
SELECT to_timestamp(0) = '1970-01-01 00:00Z'::timestamptz
SELECT make_date(2026, 7, 5)
SELECT make_timestamp(2026, 7, 5, 1, 2, 3)
SELECT make_interval(days => 10)
SELECT make_interval(hours => 1, mins => 30)
SELECT make_time(1, 2, 3)
SELECT interval '1 day 2 hours'
SELECT interval '90 minutes'
SELECT '2 weeks'::interval
SELECT interval '1' day
SELECT interval '3 months'
SELECT age('2026-07-05'::timestamp, '2025-06-01'::timestamp)
SELECT justify_days(interval '35 days')
SELECT justify_hours(interval '27 hours')
SELECT ('2026-07-05'::timestamp, interval '2 days') OVERLAPS ('2026-07-06'::timestamp, '2026-07-09'::timestamp)
SELECT '2026-07-05'::date BETWEEN '2026-07-01' AND '2026-07-31'
SELECT '2026-07-05'::date > '2026-07-04'
SELECT '2026-07-05'::date = '2026-07-05'::timestamp
SELECT now() > '2020-01-01'
SELECT now() - interval '1 day' < now()
SELECT current_date = now()::date
SELECT clock_timestamp() >= now()
SELECT localtimestamp IS NOT NULL
SELECT 'today'::date = current_date
SELECT 'tomorrow'::date - 'yesterday'::date
SELECT 'epoch'::timestamp
SELECT 'now'::timestamptz <= clock_timestamp()
SELECT interval '1 day' > interval '23 hours'
SELECT interval '1 month' * 2
SELECT interval '1 hour' / 2
SELECT extract(day from interval '3 days 4 hours')
SELECT extract(hour from interval '3 days 4 hours')
SELECT ('2026-07-05'::timestamp - '2026-07-01'::timestamp)
SELECT extract(day from '2026-07-05 12:00'::timestamp - '2026-07-01'::timestamp)
SELECT timezone('UTC', '2026-07-05 12:00:00+02'::timestamptz)
SELECT date '2026-07-05'
SELECT timestamp '2026-07-05 01:02:03'
SELECT time '01:02:03'
SELECT '2026-02-30'::date
SELECT isfinite('2026-01-01'::date)
SELECT date_bin('15 minutes', '2026-07-05 10:11:12'::timestamp, '2026-01-01'::timestamp)
-- Networks
SELECT '10.0.0.1'::inet << '10.0.0.0/8'::inet
SELECT '10.0.0.0/8'::inet >> '10.1.2.3'::inet
SELECT '10.0.0.0/16'::cidr <<= '10.0.0.0/8'::cidr
SELECT '10.0.0.0/8'::cidr >>= '10.0.0.0/8'::cidr
SELECT host('10.0.0.1/24'::inet)
SELECT masklen('10.0.0.0/16'::cidr)
SELECT netmask('10.0.0.0/20'::inet)
SELECT network('10.1.2.3/16'::inet)
SELECT broadcast('10.1.2.3/16'::inet)
SELECT hostmask('10.0.0.0/20'::inet)
SELECT family('10.0.0.1'::inet)
SELECT family('::1'::inet)
SELECT '10.0.0.5/24'::inet::text
SELECT '10.0.0.0/24'::cidr::text
SELECT '192.168.1.1'::inet::text
SELECT text('10.0.0.1'::inet)
SELECT '10.0.0.1'::inet < '10.0.0.2'::inet
SELECT '10.0.0.1'::inet = '10.0.0.1/32'::inet
SELECT '10.0.0.10'::inet > '10.0.0.9'::inet
SELECT '10.0.0.0/16'::inet && '10.0.1.0/24'::inet
SELECT '10.0.0.0/16'::cidr && '10.1.0.0/16'::cidr
SELECT inet_same_family('10.0.0.1', '::1')
SELECT set_masklen('10.0.0.1/24'::inet, 16)
SELECT abbrev('10.1.0.0/16'::cidr)
SELECT '2001:db8::1'::inet << '2001:db8::/32'::inet
SELECT host('2001:db8::1/64'::inet)
SELECT network('2001:db8::1/64'::inet)
SELECT '10.0.0.1'::inet + 5
SELECT '10.0.0.9'::inet - '10.0.0.1'::inet
SELECT x FROM (VALUES ('10.0.0.10'::inet), ('10.0.0.9'::inet)) AS v(x) ORDER BY x
SELECT '0.0.0.0/0'::cidr = '0.0.0.0/0'
SELECT '10.0.0.0/8' >>= '10.1.0.0/16'::inet
-- Queries
SELECT count(*) AS count FROM (VALUES (1), (2)) AS v(x) ORDER BY count
SELECT x, count(*) FROM (VALUES (1), (1), (2)) AS v(x) GROUP BY x ORDER BY count(*) DESC
SELECT x, count(*) FROM (VALUES (1), (1), (2)) AS v(x) GROUP BY x ORDER BY count DESC
SELECT x, max(y) FROM (VALUES (1, 5), (2, 3)) AS v(x, y) GROUP BY x ORDER BY max
SELECT DISTINCT ON (x) x, y FROM (VALUES (1, 'b'), (1, 'a'), (2, 'c')) AS v(x, y) ORDER BY x, y
SELECT x FROM (VALUES (1), (2), (3)) AS v(x) ORDER BY x OFFSET 1 LIMIT 1
SELECT x FROM (VALUES (1), (2), (3)) AS v(x) ORDER BY x FETCH FIRST 2 ROWS ONLY
SELECT x FROM (VALUES (2), (NULL), (1)) AS v(x) ORDER BY x
SELECT x FROM (VALUES (2), (NULL), (1)) AS v(x) ORDER BY x DESC
SELECT x FROM (VALUES (2), (NULL), (1)) AS v(x) ORDER BY x DESC NULLS LAST
SELECT row_number() OVER (ORDER BY x), rank() OVER (ORDER BY y), lag(x) OVER (ORDER BY x) FROM (VALUES (1, 1), (2, 1)) AS v(x, y)
SELECT sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES (1), (2), (3)) AS v(x)
SELECT ntile(2) OVER (ORDER BY x), first_value(x) OVER w, nth_value(x, 2) OVER w FROM (VALUES (1), (2)) AS v(x) WINDOW w AS (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t
SELECT a.x, b.y FROM (VALUES (1), (2)) AS a(x) LEFT JOIN (VALUES (1, 'p')) AS b(x, y) ON a.x = b.x ORDER BY a.x
SELECT a.x FROM (VALUES (1), (2)) AS a(x) LEFT JOIN (VALUES (1)) AS b(x) ON a.x = ANY (ARRAY[b.x, 5]) ORDER BY 1
SELECT a.x, b.x FROM (VALUES (1), (2)) AS a(x) LEFT JOIN (VALUES (1)) AS b(x) ON b.x IN (SELECT 1) AND a.x = b.x ORDER BY 1
SELECT a.x, l.y FROM (VALUES (1), (2)) AS a(x), LATERAL (SELECT a.x * 10 AS y) AS l
SELECT a.x, l.y FROM (VALUES (1), (2)) AS a(x) LEFT JOIN LATERAL (SELECT a.x AS y WHERE a.x > 1) AS l ON true ORDER BY 1
SELECT x FROM (VALUES (1), (2)) AS v(x) EXCEPT SELECT 2
SELECT x FROM (VALUES (1), (1)) AS v(x) INTERSECT ALL SELECT 1
SELECT 1 UNION SELECT 1 UNION ALL SELECT 1
SELECT grouping(x), x, count(*) FROM (VALUES (1), (2)) AS v(x) GROUP BY ROLLUP (x) ORDER BY 1, 2
SELECT x, y, count(*) FROM (VALUES (1, 2)) AS v(x, y) GROUP BY GROUPING SETS ((x), (y)) ORDER BY 1, 2
SELECT v.* FROM (VALUES (1, 'a')) AS v(x, y)
SELECT count(x) days FROM (VALUES (1)) AS v(x)
SELECT 1 AS "Group"
SELECT 2 AS "order"
SELECT x AS name FROM (VALUES (1)) AS v(x) WHERE x IS NOT NULL ORDER BY name
SELECT corr(x, y), regr_slope(y, x) FROM (VALUES (1, 2), (2, 4)) AS v(x, y)
SELECT count(DISTINCT x), array_agg(DISTINCT x ORDER BY x) FROM (VALUES (1), (1), (2)) AS v(x)
SELECT (SELECT max(x) FROM (VALUES (1), (5)) AS v(x)) + 1
SELECT x FROM (VALUES ('b'), ('A'), ('a')) AS v(x) ORDER BY x COLLATE "C"
SELECT nullif(x, '') IS NULL FROM (VALUES ('')) AS v(x)
SELECT 1 WHERE 'a' = 'a' AND NOT ('b' = 'c')
VALUES (1, 'a'), (2, 'b')
SELECT '$1,234.50'::money
SELECT 12::money
SELECT pg_typeof(1)
SELECT pg_typeof('a'::text)
SELECT pg_typeof(true)
SELECT pg_typeof(1.5)
SELECT '0x1F'::text
SELECT x'41'::int
SELECT b'101'::int
SELECT '101'::bit(3)::int
SELECT current_schema IS NOT NULL
SELECT version() IS NOT NULL
SELECT gen_random_uuid() IS NOT NULL
SELECT length(gen_random_uuid()::text)
SELECT '550e8400-e29b-41d4-a716-446655440000'::uuid
SELECT hashtext('a') IS NOT NULL
SELECT random() < 1
SELECT sha256('abc')::text
SELECT j = '{"b":1, "a":2}'::jsonb FROM (SELECT '{"a":2,"b":1}'::jsonb AS j) AS s
SELECT j <> '[1]'::jsonb FROM (SELECT '[1, 2]'::jsonb AS j) AS s
SELECT '{"a": 1}'::jsonb = j FROM (SELECT '{"a":1}'::jsonb AS j) AS s
