package dev.widgetorigin.origin.web;

import java.util.ArrayList;
import java.util.List;

/**
 * A listener's route table: the first row that fits a request's path answers it.
 *
 * <pre>{@code
 * Routes.table()
 *     .exact("/-/livez", health::live)
 *     .prefix("/-/loader/", loader)
 *     .otherwise(assets);
 * }</pre>
 *
 * <p>Rows are compared with the path as it came, still percent-encoded, in the order they were
 * written, whatever the method. Immutable; thread-safe.
 */
public final class Routes implements Handler {
  private record Row(String path, boolean prefix, Handler handler) {
    boolean fits(Request request) {
      String asked = request.path();
      return prefix ? asked.startsWith(path) : asked.equals(path);
    }
  }

  private final Row[] rows;
  private final Handler otherwise;

  private Routes(List<Row> rows, Handler otherwise) {
    this.rows = rows.toArray(new Row[0]);
    this.otherwise = otherwise;
  }

  public static Table table() {
    return new Table();
  }

  @Override
  public void handle(Request request, Responder responder) {
    find(request).handle(request, responder);
  }

  @Override
  public Admission admit(Request request) {
    return find(request).admit(request);
  }

  private Handler find(Request request) {
    for (Row row : rows) {
      if (row.fits(request)) {
        return row.handler;
      }
    }
    return otherwise;
  }

  /** The rows, in order. */
  public static final class Table {
    private final List<Row> rows = new ArrayList<>();

    /** Exactly this path. */
    public Table exact(String path, Handler handler) {
      rows.add(new Row(path, false, handler));
      return this;
    }

    /** Every path that begins so. */
    public Table prefix(String path, Handler handler) {
      rows.add(new Row(path, true, handler));
      return this;
    }

    /** What no row fits. */
    public Routes otherwise(Handler handler) {
      return new Routes(rows, handler);
    }
  }
}
