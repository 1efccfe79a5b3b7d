/**
 * The framework of control calls; {@code JsonBody} and {@code JsonType} read what clients send.
 *
 * <pre>
 * ControlHandler: RouteTable finds the ApiRoute -> auth.access, once, from the head
 *   -> MinSequence -> ControlThreads -> CallAudit and the route's action on an ApiCall
 *   -> ApiAnswer -> ControlReplies
 * </pre>
 */
package dev.widgetorigin.origin.control;
