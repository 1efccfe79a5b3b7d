package dev.widgetorigin.origin;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what a running part holds, through the fields of our own classes, their arrays and
 * collections. So a test sees the tables that an origin really was made with, and no list of its
 * own can forget one.
 */
final class Reachable {
  private static final String OURS = "dev.widgetorigin.origin.";

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> next = new ArrayDeque<>();

  private Reachable() {}

  /** Every object of that class that {@code root} holds, itself included. */
  static <T> List<T> from(Object root, Class<T> wanted) throws IllegalAccessException {
    Reachable walk = new Reachable();
    walk.visit(root);
    List<T> found = new ArrayList<>();
    while (!walk.next.isEmpty()) {
      Object each = walk.next.remove();
      if (wanted.isInstance(each)) {
        found.add(wanted.cast(each));
      }
      walk.below(each);
    }
    return found;
  }

  private void visit(Object each) {
    if (each != null && seen.add(each)) {
      next.add(each);
    }
  }

  private void below(Object each) throws IllegalAccessException {
    if (each instanceof Object[] array) {
      Arrays.asList(array).forEach(this::visit);
    } else if (each instanceof Collection<?> collection) {
      collection.forEach(this::visit);
    } else if (each instanceof Map<?, ?> map) {
      map.values().forEach(this::visit);
    } else if (each.getClass().getName().startsWith(OURS)) {
      fields(each);
    }
  }

  private void fields(Object each) throws IllegalAccessException {
    for (Class<?> type = each.getClass();
        type != null && type.getName().startsWith(OURS);
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          visit(field.get(each));
        }
      }
    }
  }
}
