/**
 * SemVer 2.0, npm's ranges, widget names, selectors, and the rules by which an alias comes to a
 * version. JDK only.
 *
 * <pre>
 * "1.2.3"                 VersionParser    ->  Version
 * "^1.2 || 3.x"           RangeParser      ->  Range: Comparators, made by SimpleRange and Desugar
 * "latest"                Selector.parse   ->  exact, latest, range or channel
 * WidgetState, Selector   AliasResolver    ->  Resolution; Explanations says why
 * WidgetState, a moment   FollowResolver   ->  FollowMove: where following channels should be
 * </pre>
 *
 * <p>{@code WidgetState} is what is known of a widget's releases, channels, pins and rules. It is a
 * value: a change makes a new one. Parsers share {@code Scanner}, which reads a text without
 * backtracking.
 */
package dev.widgetorigin.resolver;
