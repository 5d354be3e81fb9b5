export { openS3Bucket, type S3Options } from './s3-bucket.js'
