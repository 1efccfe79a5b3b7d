package dev.widgetorigin.store.object.s3;

import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.RefusedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a failed call of S3 means, and how it is told. */
final class BucketFailures {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int INSUFFICIENT_STORAGE = 507;

  private static final String FULL =
      "; there is no room left in the bucket: raise its quota, or 'gc --delete' what nothing names";

  private BucketFailures() {}

  static boolean taken(SdkException e) {
    return status(e) == PRECONDITION_FAILED;
  }

  /** Nothing was done, and the same call may be made again at once or in a moment. */
  static boolean again(SdkException e) {
    return status(e) == CONFLICT || status(e) == TOO_MANY || code(e).equals("SlowDown");
  }

  /** There is no such object; a bucket that is not there is a failure. */
  static boolean missing(SdkException e) {
    return status(e) == NOT_FOUND && !code(e).equals("NoSuchBucket");
  }

  /** It has to be restored from an archive (Glacier) before anybody can read it. */
  static boolean archived(SdkException e) {
    return code(e).equals("InvalidObjectState");
  }

  static boolean emptyRange(SdkException e) {
    return status(e) == RANGE_NOT_SATISFIABLE;
  }

  /** It is certain that the call changed nothing: it was refused, or never sent. */
  static boolean certain(SdkException e) {
    int status = status(e);
    if (status != 0) {
      return (status < SERVER_ERROR && status != REQUEST_TIMEOUT) || full(e);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException
          || cause instanceof SSLHandshakeException) {
        return true;
      }
    }
    return withoutCredentials(e);
  }

  private static boolean withoutCredentials(SdkException e) {
    return String.valueOf(e.getMessage()).contains("Unable to load credentials");
  }

  private static int status(SdkException e) {
    return e instanceof S3Exception s3 ? s3.statusCode() : 0;
  }

  private static String code(SdkException e) {
    boolean said = e instanceof S3Exception s3 && s3.awsErrorDetails() != null;
    String code = said ? ((S3Exception) e).awsErrorDetails().errorCode() : null;
    return code == null ? "" : code;
  }

  /** In words, with what is known of the cause and never a header of the request. */
  static IOException failure(String verb, BucketUrl url, String key, SdkException e) {
    String message =
        "S3 could not "
            + verb
            + " "
            + (key.isEmpty() ? "in bucket " + url.bucket() : object(url, key))
            + ": "
            + reason(e);
    return passing(e) ? new NoAnswerException(message, e) : new RefusedException(message, e);
  }

  static String object(BucketUrl url, String key) {
    return url.prefix() + key + " in bucket " + url.bucket();
  }

  /** There is no room for more, or none that these credentials may take. */
  private static boolean full(SdkException e) {
    String code = code(e);
    return status(e) == INSUFFICIENT_STORAGE
        || code.endsWith("QuotaExceeded")
        || code.endsWith("StorageFull");
  }

  /** Whether the same call may work later without anybody's help. */
  private static boolean passing(SdkException e) {
    int status = status(e);
    return status == 0
        ? !withoutCredentials(e)
        : (status >= SERVER_ERROR || status == REQUEST_TIMEOUT || again(e)) && !full(e);
  }

  private static String reason(SdkException e) {
    if (e instanceof S3Exception s3 && s3.statusCode() != 0) {
      String said = s3.awsErrorDetails() == null ? null : s3.awsErrorDetails().errorMessage();
      String id = s3.requestId() == null ? "" : ", request " + s3.requestId();
      return (s3.statusCode() + " " + code(e)).strip()
          + (said == null || said.isEmpty() ? "" : " (" + said + ")")
          + id
          + (full(e) ? FULL : advice(s3.statusCode(), code(e)));
    } else if (e instanceof ApiCallTimeoutException
        || e instanceof ApiCallAttemptTimeoutException) {
      return "no answer in time";
    } else if (withoutCredentials(e)) {
      return "no credentials found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile"
          + " (AWS_PROFILE), or give the machine a role";
    }
    return words(e);
  }

  /** What is at the bottom of it: {@code connect: Connection refused}. */
  static String words(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    return cause.getClass().getSimpleName().replace("Exception", "").toLowerCase(Locale.ROOT)
        + message;
  }

  private static String advice(int status, String code) {
    if (code.equals("NoSuchBucket")) {
      return "; create the bucket, or correct store.url";
    } else if (code.equals("RequestTimeTooSkewed")) {
      return "; set the clock of this machine";
    } else if (status == 301 || code.equals("AuthorizationHeaderMalformed")) {
      return "; the bucket is in another region: set store.s3.region";
    } else if (status == 403) {
      return "; the credentials need s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket";
    }
    return "";
  }
}
