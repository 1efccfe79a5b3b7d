/**
 * Who may do what: tokens and their scopes, identities of trusted publishers, the gate that checks
 * them.
 */
package dev.widgetorigin.origin.auth;
