package dev.widgetorigin.origin.audit;

/**
 * One mutation, done or refused, as the audit log keeps it.
 *
 * @param who a principal's name, or {@code -} where nobody was recognised
 * @param address of the other end of the connection
 * @param action e.g. {@code publish}, {@code set-state}, {@code rollback}, {@code create-token}
 * @param widget empty where it concerns none
 * @param target a version, an alias, a token's id; may be empty
 * @param what changed, e.g. {@code 1.1.0 -> 1.0.0}, {@code released -> yanked}; may be empty
 * @param status the HTTP status that was answered
 * @param sequence of the change log, 0 where nothing was asked of it
 * @param why as the person wrote it, or why it was refused; may be empty
 */
public record AuditEntry(
    String who,
    String address,
    String action,
    String widget,
    String target,
    String what,
    int status,
    long sequence,
    String why) {}
