-- What must hold in a restored database; every line that comes out is a fault.
SELECT format('organisation %s: the audit chain breaks at entry %s', org_id, min(seq))
FROM (
    SELECT org_id, seq, hash, prev_hash, admin_audit_log_digest(entry) AS digest,
           coalesce(lag(hash) OVER chain, ''::bytea) AS before,
           row_number() OVER chain AS place
    FROM admin_audit_logs AS entry
    WINDOW chain AS (PARTITION BY org_id ORDER BY seq)
) AS links
WHERE hash <> digest OR prev_hash <> before OR seq <> place
GROUP BY org_id;

-- A sequence behind its column would hand out numbers that are taken.
SELECT format(
    'SELECT format(''sequence %s is behind its table: %%s'', max(%I)) FROM %s'
    ' HAVING max(%I) > coalesce(pg_sequence_last_value(%L::regclass), 0)',
    sequence.relname, attribute.attname, owner.oid::regclass, attribute.attname,
    sequence.oid::regclass
)
FROM pg_class AS sequence
JOIN pg_depend AS link ON link.objid = sequence.oid AND link.deptype IN ('a', 'i')
JOIN pg_class AS owner ON owner.oid = link.refobjid AND owner.relkind = 'r'
JOIN pg_attribute AS attribute
  ON attribute.attrelid = owner.oid AND attribute.attnum = link.refobjsubid
WHERE sequence.relkind = 'S' AND sequence.relnamespace = 'public'::regnamespace
\gexec

-- Whoever could walk past row-level security would see every organisation.
SELECT format('role %s can walk past row-level security', rolname)
FROM pg_roles
WHERE rolname IN ('cleaning_app', 'cleaning_jobs')
  AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication);
