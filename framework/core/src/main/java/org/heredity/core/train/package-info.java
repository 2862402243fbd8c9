/**
 * Training, common to all methods and to pre-training: {@link org.heredity.core.train.TrainingLoop}
 * feeds batches to a {@link org.heredity.core.train.Learner}, keeps the best, stops early and
 * resumes; {@link org.heredity.core.train.SupervisedLearner} trains a network with SGD, {@link
 * org.heredity.core.train.StageRegulariser}s act on its stages.
 */
package org.heredity.core.train;
