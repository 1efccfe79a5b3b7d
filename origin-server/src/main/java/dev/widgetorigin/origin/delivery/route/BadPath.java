package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.origin.web.Problem;

/** A path that can never name a file. */
public record BadPath(Problem problem) implements ParsedPath {}
