package dev.widgetorigin.origin.auth;

import dev.widgetorigin.resolver.WidgetName;
import java.util.List;

/**
 * Who a valid token stands for.
 *
 * @param name as history and audit show it: a token's name, or {@code acme/chat@refs/tags/v1.2.0}
 *     for a trusted workflow
 */
public record Principal(String name, List<Scope> scopes) {
  public Principal {
    scopes = List.copyOf(scopes);
  }

  /** {@code widget} is null where the call concerns none in particular. */
  public boolean may(Permission permission, WidgetName widget) {
    return scopes.stream().anyMatch(scope -> scope.allows(permission, widget));
  }
}
