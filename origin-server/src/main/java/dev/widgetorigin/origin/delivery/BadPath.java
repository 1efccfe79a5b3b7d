package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.web.Problem;

/** A path that can never name a file. */
record BadPath(Problem problem) implements ParsedPath {}
