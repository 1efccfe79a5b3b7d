/** Making versions exist: from an uploaded archive to a committed version. */
package dev.widgetorigin.origin.publish;
