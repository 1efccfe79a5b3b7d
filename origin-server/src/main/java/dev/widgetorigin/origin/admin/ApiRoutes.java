package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.auth.Permission.ADMIN;
import static dev.widgetorigin.origin.auth.Permission.PUBLISH;
import static dev.widgetorigin.origin.auth.Permission.RELEASE;
import static dev.widgetorigin.origin.control.ApiRoute.change;
import static dev.widgetorigin.origin.control.ApiRoute.look;
import static dev.widgetorigin.origin.web.Method.DELETE;
import static dev.widgetorigin.origin.web.Method.PATCH;
import static dev.widgetorigin.origin.web.Method.POST;
import static dev.widgetorigin.origin.web.Method.PUT;

import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.changes.WidgetOperations;
import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.publish.Publisher;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The control API: every call there is, but for those that other packages bring. */
public final class ApiRoutes {
  private static final String WIDGETS = "/-/api/v1/widgets";
  private static final String WIDGET = WIDGETS + "/{widget}";
  private static final String VERSION = WIDGET + "/versions/{version}";
  private static final String ALIAS = WIDGET + "/aliases/{alias}";
  private static final String TOKENS = "/-/api/v1/tokens";

  private ApiRoutes() {}

  /**
   * @param cache for how long answers may be kept, which a rollback tells
   * @param uploadBytes the largest archive
   * @param urls by which URL a client reached this listener
   * @param boundedReads for reads of a bucket that are not waited for long
   */
  public static List<ApiRoute> table(
      Store store,
      Publisher publisher,
      TokenStore tokens,
      InstantSource clock,
      CacheConfig cache,
      long uploadBytes,
      Function<Request, PublicUrl> urls,
      Executor boundedReads) {
    ReadCalls views = new ReadCalls(store, clock, boundedReads);
    PublishCalls publish = new PublishCalls(store, publisher, uploadBytes, clock, urls);
    ChangeCalls changes = new ChangeCalls(WidgetOperations.over(store.catalog(), cache, clock));
    TokenCalls token = new TokenCalls(tokens, store.catalog(), clock);
    return List.of(
        look("/-/api/v1/whoami", views::whoami),
        look(WIDGETS, views::widgets),
        look(WIDGET, views::widget),
        look(WIDGET + "/history", views::history),
        look("/-/api/v1/history", views::wholeHistory),
        look(ALIAS, views::alias),
        look(WIDGET + "/settings", views::settings),
        look(VERSION, views::version),
        // A .tar in gzip is a .tgz.
        change(PUT, VERSION, PUBLISH, "publish", publish::put)
            .takesLong()
            .takes(uploadBytes)
            .takesGzip(),
        change(PATCH, VERSION, RELEASE, "set-state", changes::setState),
        change(POST, VERSION + "/promote", RELEASE, "promote", changes::promote),
        change(PUT, ALIAS, RELEASE, "set-alias", changes::setAlias),
        change(DELETE, ALIAS, RELEASE, "clear-alias", changes::clearAlias),
        look(ALIAS + "/rollback", changes::previewRollback),
        change(POST, ALIAS + "/rollback", RELEASE, "rollback", changes::rollback),
        change(PUT, WIDGET + "/switch", RELEASE, "switch-off", changes::switchOff),
        change(DELETE, WIDGET + "/switch", RELEASE, "switch-on", changes::switchOn),
        change(PUT, WIDGET + "/settings", RELEASE, "settings", changes::settings),
        change(PATCH, WIDGET + "/settings", RELEASE, "settings", changes::patchSettings),
        look(TOKENS, token::list).needs(ADMIN),
        change(POST, TOKENS, ADMIN, "create-token", token::create),
        change(POST, TOKENS + "/{id}/rotate", ADMIN, "rotate-token", token::rotate),
        change(DELETE, TOKENS + "/{id}", ADMIN, "revoke-token", token::revoke));
  }
}
