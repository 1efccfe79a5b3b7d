/** What the store knows of a widget: settings, rollout; and the tokens of who changes it. */
package dev.widgetorigin.store.widget;
