/**
 * Making versions exist: from an uploaded archive to a committed version.
 *
 * <pre>
 * admin.PublishCalls, npm.NpmPublish -> PublishOrder -> Publisher: Ingest.unpack; is it new?
 *   -> VersionCommit: Ingest.compress -> Store.publish (blobs, manifest, one batch of the log)
 *   or FastPublish: the same with quick variants, staged; then Completions with the best ones
 *   -> PublishResults, PublishWarnings
 * </pre>
 */
package dev.widgetorigin.origin.publish;
