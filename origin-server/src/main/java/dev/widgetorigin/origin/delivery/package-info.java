/**
 * Answers for widgets' files: composes what is asked for, the rules, and where bodies come from.
 *
 * <pre>
 * AssetHandler: ResourceCache knows the URL -> an Asset or a redirect
 *   else AssetPreparer: VersionLookup and route (AssetPath, AssetLocator, FileFinder)
 *     -> answer (AssetHeaders, StandIns) -> Resource
 *   PreparedAnswer.decide: negotiate (encoding, preconditions, ranges)
 *   AnswerSender: body (memory, files, peers) -> Reply
 *   BlockingReads: the threads on which the store is read meanwhile
 * DescriptionHandler: the same for ?meta and import maps, by description
 * BlobHandler: bytes for peers
 * </pre>
 */
package dev.widgetorigin.origin.delivery;
