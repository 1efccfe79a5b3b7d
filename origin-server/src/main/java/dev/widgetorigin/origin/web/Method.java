package dev.widgetorigin.origin.web;

/**
 * The request methods that some route answers (RFC 9110 §9, RFC 5789); all others are {@link
 * #OTHER}.
 */
public enum Method {
  GET,
  HEAD,
  OPTIONS,
  PUT,
  POST,
  PATCH,
  DELETE,
  OTHER
}
