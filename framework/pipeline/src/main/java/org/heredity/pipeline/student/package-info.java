/**
 * Students, made by a reuse method in stages of which each is cached; a student that is cached
 * itself is not made again. Also teachers, trained from random weights.
 */
package org.heredity.pipeline.student;
