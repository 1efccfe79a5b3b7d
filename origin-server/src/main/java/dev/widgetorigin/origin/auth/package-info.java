/** Who may do what: principals, permissions, scopes. */
package dev.widgetorigin.origin.auth;
