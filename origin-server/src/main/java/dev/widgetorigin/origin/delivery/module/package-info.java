/**
 * What a bundle offers to pages as ES modules: which files are modules, by which names they are
 * imported, and the stubs that stand at alias URLs. Reads package.json and the text of scripts.
 */
package dev.widgetorigin.origin.delivery.module;
