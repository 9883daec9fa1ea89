// What LeakSanitizer is told to overlook. Unused in builds without it.

/// libpqxx 6.4 forgets the error result that libpq makes when a connection breaks during a statement: it asks the dead
/// connection for its encoding, which throws, before anything owns the result. A few hundred bytes for each connection
/// lost in the middle of a statement.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:PQmakeEmptyPGresult\n";
}
