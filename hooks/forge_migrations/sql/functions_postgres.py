"""PostgreSQL's own functions, by what they do to a default or a SELECT that calls them.

`SELECT proname, provolatile FROM pg_proc` of PostgreSQL 15, without what only operators, indexes and
the wire protocol call, with the later versions' of
https://www.postgresql.org/docs/current/functions.html and the common extensions'.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_STABLE: Final = """
    abbrev abs acldefault aclexplode acos acosd acosh age all area array array_append array_cat
    array_dims array_fill array_lower array_ndims array_position array_positions array_prepend
    array_remove array_replace array_reverse array_sort array_to_json array_to_string
    array_to_tsvector array_upper ascii asin asind asinh atan atan2 atan2d atand atanh bit
    bit_count bit_length bool box bpchar broadcast cardinality casefold cbrt ceil ceiling center
    char char_length character character_length chr cidr circle col_description concat concat_ws
    convert convert_from convert_to cos cosd cosh cot cotd crc32 crc32c crypt current_catalog
    current_database current_schema current_schemas current_setting current_user database_to_xml
    database_to_xml_and_xmlschema database_to_xmlschema date date_add date_bin date_part
    date_subtract date_trunc datemultirange daterange decimal decode degrees dexp diagonal
    diameter digest div dlog1 dlog10 dround dtrunc encode enum_first enum_last enum_range erf erfc
    exp extract factorial family float4 float8 floor format format_type gamma gcd generate_series
    generate_subscripts get_bit get_byte get_current_ts_config getdatabaseencoding getpgusername
    has_any_column_privilege has_column_privilege has_database_privilege
    has_foreign_data_wrapper_privilege has_function_privilege has_language_privilege
    has_parameter_privilege has_schema_privilege has_sequence_privilege has_server_privilege
    has_table_privilege has_tablespace_privilege has_type_privilege hashtext height hmac host
    hostmask hstore icu_unicode_version inet_client_addr inet_client_port inet_merge
    inet_same_family inet_server_addr inet_server_port initcap int2 int4 int4multirange int4range
    int4send int8 int8multirange int8range int8send interval is_normalized isclosed isempty
    isfinite ishorizontal isopen isparallel isperp isvertical json_array json_array_elements
    json_array_elements_text json_array_length json_build_array json_build_object json_each
    json_each_text json_object json_object_keys json_populate_record json_populate_recordset
    json_query json_scalar json_serialize json_strip_nulls json_to_record json_to_recordset
    json_to_tsvector json_typeof json_value jsonb_array_elements jsonb_array_elements_text
    jsonb_array_length jsonb_build_array jsonb_build_object jsonb_concat jsonb_delete jsonb_each
    jsonb_each_text jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists
    jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query
    jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
    jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_recordset
    jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset
    jsonb_to_tsvector jsonb_typeof justify_days justify_hours justify_interval lca lcm left length
    lgamma line ln log log10 lower lower_inc lower_inf lpad lseg ltree ltrim macaddr make_date
    make_interval make_time make_timestamp make_timestamptz makeaclitem masklen md5 min_scale mod
    money multirange mxid_age name netmask network nlevel normalize now npoints num_nonnulls
    num_nulls numeric nummultirange numnode numrange obj_description octet_length oid overlaps
    overlay parse_ident path pg_available_extension_versions pg_available_extensions
    pg_backend_pid pg_char_to_encoding pg_client_encoding pg_collation_for pg_collation_is_visible
    pg_column_compression pg_column_is_updatable pg_column_size pg_conf_load_time
    pg_conversion_is_visible pg_current_snapshot pg_current_xact_id pg_current_xact_id_if_assigned
    pg_describe_object pg_encoding_max_length pg_encoding_to_char pg_event_trigger_ddl_commands
    pg_event_trigger_dropped_objects pg_event_trigger_table_rewrite_reason
    pg_extension_update_paths pg_filenode_relation pg_function_is_visible
    pg_get_catalog_foreign_keys pg_get_constraintdef pg_get_expr pg_get_function_arg_default
    pg_get_function_arguments pg_get_function_identity_arguments pg_get_function_result
    pg_get_function_sqlbody pg_get_functiondef pg_get_indexdef pg_get_keywords
    pg_get_object_address pg_get_partition_constraintdef pg_get_partkeydef
    pg_get_replica_identity_index pg_get_replication_slots pg_get_ruledef pg_get_serial_sequence
    pg_get_statisticsobjdef pg_get_statisticsobjdef_columns pg_get_statisticsobjdef_expressions
    pg_get_triggerdef pg_get_userbyid pg_get_viewdef pg_has_role pg_identify_object
    pg_identify_object_as_address pg_index_column_has_property pg_index_has_property
    pg_indexam_has_property pg_indexam_progress_phasename pg_input_error_info pg_input_is_valid
    pg_is_other_temp_schema pg_listening_channels pg_mcv_list_items pg_my_temp_schema
    pg_opclass_is_visible pg_operator_is_visible pg_opfamily_is_visible pg_options_to_table
    pg_partition_root pg_postmaster_start_time pg_prepared_statement pg_relation_filenode
    pg_relation_filepath pg_relation_is_publishable pg_relation_is_updatable
    pg_sequence_parameters pg_settings_get_flags pg_show_all_settings pg_size_bytes pg_size_pretty
    pg_snapshot_xip pg_snapshot_xmax pg_snapshot_xmin pg_table_is_visible pg_tablespace_databases
    pg_tablespace_location pg_timezone_abbrevs pg_timezone_names pg_trigger_depth
    pg_ts_config_is_visible pg_ts_dict_is_visible pg_ts_parser_is_visible
    pg_ts_template_is_visible pg_type_is_visible pg_typeof pg_visible_in_snapshot pg_wal_lsn_diff
    pg_walfile_name pg_walfile_name_offset phraseto_tsquery pi plainto_tsquery point polygon
    position pow power querytree quote_ident quote_literal quote_nullable radians radius
    range_merge regclass regexp_count regexp_instr regexp_like regexp_match regexp_matches
    regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr repeat replace
    reverse right round row row_security_active row_to_json rpad rtrim satisfies_hash_partition
    scale schema_to_xml schema_to_xml_and_xmlschema schema_to_xmlschema session_user set_bit
    set_byte set_masklen setweight sha224 sha256 sha384 sha512 shobj_description show_trgm sign
    similar_escape similar_to_escape similarity sin sind sinh slope split_part sqrt starts_with
    statement_timestamp string_to_array string_to_table strip strpos subltree subpath substr
    substring system_user table_to_xml table_to_xml_and_xmlschema table_to_xmlschema tan tand tanh
    text time timestamp timestamptz timetz timezone to_ascii to_bin to_char to_date to_hex to_json
    to_jsonb to_number to_oct to_regclass to_regcollation to_regnamespace to_regoper
    to_regoperator to_regproc to_regprocedure to_regrole to_regtype to_timestamp to_tsquery
    to_tsvector transaction_timestamp translate trim_array trim_scale trunc ts_debug ts_delete
    ts_filter ts_headline ts_lexize ts_parse ts_rank ts_rank_cd ts_token_type tsmultirange
    tsquery_phrase tsrange tstzmultirange tstzrange tsvector_to_array txid_current
    txid_current_if_assigned txid_current_snapshot txid_snapshot_xip txid_snapshot_xmax
    txid_snapshot_xmin txid_visible_in_snapshot unaccent unicode_assigned unicode_version unistr
    unnest upper upper_inc upper_inf user uuid uuid_extract_timestamp uuid_extract_version varbit
    varchar vector version websearch_to_tsquery width width_bucket word_similarity xml
    xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlcomment xmlexists
    xmlparse xmlserialize xmlvalidate xpath xpath_exists
"""
_VOLATILE: Final = """
    array_sample array_shuffle clock_timestamp current_query currtid2 currval gen_random_bytes
    gen_random_uuid gen_salt lastval lo_get loread nextval pg_advisory_lock
    pg_advisory_lock_shared pg_advisory_unlock pg_advisory_unlock_all pg_advisory_unlock_shared
    pg_advisory_xact_lock pg_advisory_xact_lock_shared pg_blocking_pids pg_current_wal_lsn
    pg_database_size pg_export_snapshot pg_extension_config_dump pg_import_system_collations
    pg_indexes_size pg_is_in_recovery pg_jit_available pg_log_backend_memory_contexts
    pg_logical_emit_message pg_notify pg_partition_ancestors pg_partition_tree pg_relation_size
    pg_sequence_last_value pg_sleep pg_sleep_for pg_sleep_until pg_stat_clear_snapshot
    pg_stat_force_next_flush pg_stat_reset pg_table_size pg_tablespace_size pg_total_relation_size
    pg_try_advisory_lock pg_try_advisory_lock_shared pg_try_advisory_xact_lock
    pg_try_advisory_xact_lock_shared pg_xact_status random random_normal setseed timeofday
    txid_status uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4
    uuid_generate_v5 uuidv4 uuidv7
"""
_AGGREGATES: Final = """
    any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop
    covar_samp cume_dist dense_rank every first_value json_agg json_agg_strict json_arrayagg
    json_object_agg json_objectagg jsonb_agg jsonb_object_agg lag last_value lead max min mode
    nth_value ntile percent_rank percentile_cont percentile_disc range_agg range_intersect_agg
    rank regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
    regr_syy row_number stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance
    xmlagg
"""
_SYNTAX: Final = """
    all any array as cast coalesce cube distinct exists extract filter from greatest grouping having
    in interval join lateral least not nullif on or and over overlay position rollup row select set
    sets some substring then treat trim union using values when where with within xmlelement
    xmlforest xmlconcat xmlpi xmlroot xmltable json_table json_exists merge_action normalize
"""
STABLE: Final = frozenset(_STABLE.split())
"""Immutable and stable ones: a default of them is computed once."""
OWN: Final = STABLE | frozenset((_VOLATILE + _AGGREGATES + _SYNTAX).split())
"""All that change no row of a table, and the words that stand before a bracket without being called."""
