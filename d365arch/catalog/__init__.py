"""What Dynamics 365, Dataverse, Azure and the usual other sides offer, as data with sources."""
