/** Objects in a bucket of S3 or of what speaks its protocol. The only user of the AWS SDK. */
package dev.widgetorigin.store.object.s3;
