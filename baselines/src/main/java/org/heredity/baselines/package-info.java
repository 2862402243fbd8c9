/**
 * Methods that make a student of a teacher, each a small class on {@link
 * org.heredity.api.method.TrainingStage}; {@link org.heredity.baselines.BaselinesModule} lists
 * them.
 */
package org.heredity.baselines;
