-- What a database holds, one line each: rows and checksum of every table, and the guards around
-- them. The same on every server and in every session; run within a dump's snapshot it describes
-- exactly that dump.
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
SET intervalstyle = 'postgres';
SET bytea_output = 'hex';
SET extra_float_digits = 3;

SELECT string_agg(
    format(
        'SELECT ''table'', %L, count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)'
        ' FROM public.%I t', relname, relname
    ),
    ' UNION ALL ' ORDER BY relname
)
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
\gexec

SELECT 'row security', count(*), md5(string_agg(concat_ws(' ', relname, relrowsecurity,
       relforcerowsecurity), ','
       ORDER BY relname))
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace;
SELECT 'policies', count(*), md5(string_agg(concat_ws(' ', tablename, policyname, roles, cmd, qual,
       with_check), ',' ORDER BY tablename, policyname))
FROM pg_policies WHERE schemaname = 'public';
SELECT 'constraints', count(*), md5(string_agg(concat_ws(' ', conname, contype), ',' ORDER BY conname, contype))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n';
SELECT 'indexes', count(*), md5(string_agg(indexname, ',' ORDER BY indexname))
FROM pg_indexes WHERE schemaname = 'public';
SELECT 'triggers', count(*), md5(string_agg(tgname, ',' ORDER BY tgname))
FROM pg_trigger WHERE NOT tgisinternal;
