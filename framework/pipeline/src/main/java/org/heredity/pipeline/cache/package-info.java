/**
 * One way to have what was computed: {@link org.heredity.pipeline.cache.Cache#get} finds an
 * artifact by all its inputs, or does the work, timed, shown and resumed where it was interrupted,
 * and stores it. The store on the disk is atomic and verified: an artifact is there whole or not at
 * all.
 */
package org.heredity.pipeline.cache;
