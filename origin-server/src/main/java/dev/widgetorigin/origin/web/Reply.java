package dev.widgetorigin.origin.web;

import dev.widgetorigin.origin.web.head.HeaderBlock;

/**
 * A decided answer. {@code headers} holds Content-Length where the status has one; for HEAD and 304
 * the body is empty and the headers are GET's. A hot reply is one shared instance.
 */
public record Reply(int status, HeaderBlock headers, Body body) {}
