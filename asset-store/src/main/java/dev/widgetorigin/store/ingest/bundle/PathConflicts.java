package dev.widgetorigin.store.ingest.bundle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the paths of a bundle that cannot stand beside each other: one path with two contents,
 * paths that some file system takes for the same, and a file where a folder is needed.
 */
final class PathConflicts {
  private final Problems problems;

  PathConflicts(Problems problems) {
    this.problems = problems;
  }

  /** {@code file} is null for a folder. */
  private record Claim(String key, String path, UnpackedFile file) {
    boolean isFile() {
      return file != null;
    }
  }

  /**
   * @param files with the top folder stripped
   * @param folders with the top folder, of {@code strip} characters
   */
  void check(List<UnpackedFile> files, List<String> folders, int strip) {
    List<Claim> claims = new ArrayList<>(files.size() + folders.size());
    for (UnpackedFile f : files) {
      claims.add(new Claim(EntryName.foldedKey(f.path()), f.path(), f));
    }
    for (String path : folders) {
      if (path.length() > strip) {
        String stripped = path.substring(strip);
        claims.add(new Claim(EntryName.foldedKey(stripped), stripped, null));
      }
    }
    // Files first among equals, so that whatever follows can be held against the file.
    claims.sort(
        Comparator.comparing(Claim::key)
            .thenComparing(c -> !c.isFile())
            .thenComparing(Claim::path));
    Claim file = null;
    for (Claim claim : claims) {
      boolean sameKey = file != null && claim.key().equals(file.key());
      boolean inside = file != null && claim.key().startsWith(file.key() + '\u0001');
      if (sameKey && claim.isFile()) {
        checkTwo(file.file(), claim.file());
      } else if (sameKey || inside) {
        problems.invalid(
            EntryName.show(file.path())
                + " is a file, but "
                + EntryName.show(claim.path())
                + " needs it to be a folder");
      } else if (claim.isFile()) {
        file = claim;
      }
    }
  }

  private void checkTwo(UnpackedFile first, UnpackedFile second) {
    String shown = EntryName.show(first.path());
    if (!first.path().equals(second.path())) {
      problems.invalid(
          shown
              + " and "
              + EntryName.show(second.path())
              + " differ only in letter case or Unicode form");
    } else if (!isSame(first, second)) {
      problems.invalid(shown + " is there twice, with different bytes");
    }
  }

  /** What is over a limit has not been read, and is a problem of its own. */
  private static boolean isSame(UnpackedFile first, UnpackedFile second) {
    return first.size() == second.size()
        && (first.digest() == null
            || second.digest() == null
            || first.digest().equals(second.digest()));
  }

  /** Each path once, of a list in path order that {@link #check} found nothing against. */
  static List<UnpackedFile> distinct(List<UnpackedFile> sorted) {
    List<UnpackedFile> distinct = new ArrayList<>(sorted.size());
    for (UnpackedFile file : sorted) {
      boolean again =
          !distinct.isEmpty() && distinct.get(distinct.size() - 1).path().equals(file.path());
      if (!again) {
        distinct.add(file);
      }
    }
    return distinct;
  }
}
