/**
 * Files that outlive a kill: written whole or not at all ({@link org.heredity.files.AtomicFile}),
 * locked against a second process ({@link org.heredity.files.LockFile}) or shared with it ({@link
 * org.heredity.files.Claims}), and known by their SHA-256 ({@link org.heredity.files.Sha256}). What
 * a disk refuses becomes a {@link org.heredity.files.StorageException} that says what to do. A
 * leaf: it knows no other module.
 */
package org.heredity.files;
