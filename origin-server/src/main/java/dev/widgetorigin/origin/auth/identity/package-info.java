/** Identities of trusted publishers, which their provider signs (OpenID Connect). */
package dev.widgetorigin.origin.auth.identity;
