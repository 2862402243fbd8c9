/**
 * Training, common to all methods and to pre-training: {@link org.heredity.api.train.TrainingLoop}
 * feeds batches to a {@link org.heredity.api.train.Learner}, keeps the best, stops early and
 * resumes; {@link org.heredity.api.train.SupervisedLearner} trains a network with SGD, {@link
 * org.heredity.api.train.StageRegulariser}s act on its stages.
 */
package org.heredity.api.train;
